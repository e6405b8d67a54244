// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKMS
import Synchronization

/// A clock that a test moves by hand. Who sleeps by it wakes when it is moved past the time.
final class HandClock: Sendable {
    private struct State {
        var elapsed = Duration.zero
        var sleepers: [Int: (until: Duration, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var lastSleeper = 0
        var watchers: [CheckedContinuation<Duration, Never>] = []
    }

    private let state = Mutex(State())

    func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.elapsed += duration
            let ids = state.sleepers.filter { $0.value.until <= state.elapsed }.map(\.key)
            return ids.compactMap { state.sleepers.removeValue(forKey: $0)?.continuation }
        }
        for sleeper in woken { sleeper.resume() }
    }

    /// Waits until somebody sleeps.
    ///
    /// - Returns: until when the first of them does.
    func sleeper() async -> Duration {
        await withCheckedContinuation { continuation in
            let until = state.withLock { state -> Duration? in
                let until = state.sleepers.values.map(\.until).min()
                if until == nil { state.watchers.append(continuation) }
                return until
            }
            if let until { continuation.resume(returning: until) }
        }
    }

    /// Waits until somebody sleeps to a time that is still to come: who woke has done what it woke for. Who sleeps for a
    /// year sleeps until it is woken, as while a reading is under way: what comes of that is waited for.
    ///
    /// - Returns: until when the first of them does.
    func nextSleeper() async -> Duration {
        while true {
            let until = await sleeper()
            let pause = until - clock.elapsed()
            if pause > .zero, pause < .seconds(365 * 86_400) { return until }
            await Task.yield()
        }
    }

    private func sleep(until: Duration) async throws {
        let id = state.withLock { state in
            state.lastSleeper += 1
            return state.lastSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let (isOver, watchers) = state.withLock { state in
                    let isOver = until <= state.elapsed || Task.isCancelled
                    if !isOver { state.sleepers[id] = (until, continuation) }
                    defer { if !isOver { state.watchers = [] } }
                    return (isOver, isOver ? [] : state.watchers)
                }
                for watcher in watchers { watcher.resume(returning: until) }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
        }
    }

    var clock: CollectionClock {
        CollectionClock(
            elapsed: { self.state.withLock { $0.elapsed } },
            secondsSince1970: { 1_800_000_000 + Double(self.state.withLock { $0.elapsed }.components.seconds) },
            sleep: { try await self.sleep(until: $0) }, random: { 1 })
    }
}
