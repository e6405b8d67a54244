// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

@testable import AWSKMS

/// A clock that is moved by hand, waits that are noted and not made, and chance that is chosen.
final class HandTiming: Sendable {
    private struct State {
        var now: Date
        var random: Double
        var sleeps: [Duration] = []
    }

    private let state: Mutex<State>

    init(now: Date = Date(timeIntervalSince1970: 0), random: Double = 0.5) {
        state = Mutex(State(now: now, random: random))
    }

    /// The time that it is.
    var now: Date {
        get { state.withLock { $0.now } }
        set { state.withLock { $0.now = newValue } }
    }

    /// From 0 up to 1.
    var random: Double {
        get { state.withLock { $0.random } }
        set { state.withLock { $0.random = newValue } }
    }

    /// The waits that were asked for, in order. Each moved the clock by its length.
    var sleeps: [Duration] { state.withLock { $0.sleeps } }

    func advance(by seconds: TimeInterval) { state.withLock { $0.now += seconds } }

    /// What the code under test is given.
    var timing: Timing {
        Timing(
            now: { self.now },
            sleep: { duration in
                try Task.checkCancellation()
                self.state.withLock { state in
                    state.sleeps.append(duration)
                    state.now += duration / .seconds(1)
                }
            },
            random: { self.random })
    }
}
