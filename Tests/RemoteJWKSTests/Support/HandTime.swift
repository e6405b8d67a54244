// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKMS
import Synchronization
import Testing

@testable import RemoteJWKS

/// Time that a test moves by hand. Who sleeps wakes when it has come.
final class HandTime: Sendable {
    private struct State {
        var now = Duration.zero
        var nextSleeper = 0
        var sleepers: [Int: (time: Duration, continuation: CheckedContinuation<Void, any Error>)] = [:]
    }

    private let state = Mutex(State())

    func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now += duration
            let due = state.sleepers.filter { $0.value.time <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    /// When those who sleep will wake, the first first.
    var alarms: [Duration] { state.withLock { $0.sleepers.values.map(\.time).sorted() } }

    var clock: CollectionClock {
        CollectionClock(
            elapsed: { self.state.withLock { $0.now } },
            secondsSince1970: { 1_800_000_000 + Double(self.state.withLock { $0.now.components.seconds }) },
            sleep: { try await self.sleep($0) }, random: { 0.5 })
    }

    private func sleep(_ until: Duration) async throws {
        let id = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome = state.withLock { state -> Result<Void, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if until <= state.now { return .success(()) }
                    state.sleepers[id] = (until, continuation)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
        }
    }
}

/// Comes back when something that others do has happened, or the time of the test is over.
func happened(_ condition: () -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async {
    while !condition() {
        guard !Task.isCancelled else {
            Issue.record("it never happened", sourceLocation: sourceLocation)
            return
        }
        await Task.yield()
    }
}
