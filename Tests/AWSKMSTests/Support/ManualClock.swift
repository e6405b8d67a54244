// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

@testable import AWSKMS

/// A clock that stands still until it is moved, and wakes those who sleep.
final class ManualClock: Sendable {
    private struct State {
        var now = Date(timeIntervalSince1970: 0)
        var sleepers: [Int: (wakes: Date, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var lastID = 0
    }

    private let state = Mutex(State())

    var now: Date { state.withLock { $0.now } }

    /// How many sleep.
    var sleepers: Int { state.withLock { $0.sleepers.count } }

    /// How often anybody has gone to sleep.
    var sleeps: Int { state.withLock { $0.lastID } }

    /// What the code under test is given.
    func timing(random: @escaping @Sendable () -> Double) -> Timing {
        Timing(now: { self.now }, sleep: { try await self.sleep($0) }, random: random)
    }

    func sleep(_ duration: Duration) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if !Task.isCancelled {
                        state.sleepers[id] = (state.now.addingTimeInterval(duration / .seconds(1)), continuation)
                    }
                    return Task.isCancelled
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Moves to the time at which the next one wakes, unless that is too far away.
    func wakeNext(within seconds: TimeInterval = .infinity) {
        let awake = state.withLock { state -> [CheckedContinuation<Void, any Error>] in
            guard let next = state.sleepers.values.map(\.wakes).min(), next.timeIntervalSince(state.now) <= seconds
            else { return [] }
            state.now = max(state.now, next)
            let awake = state.sleepers.filter { $0.value.wakes <= next }
            for id in awake.keys { state.sleepers[id] = nil }
            return awake.values.map(\.continuation)
        }
        for continuation in awake { continuation.resume() }
    }
}
