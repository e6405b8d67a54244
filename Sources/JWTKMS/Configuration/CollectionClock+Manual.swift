// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Synchronization

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension CollectionClock {
    /// A time that stands still until a test moves it.
    ///
    /// ```swift
    /// let time = CollectionClock.Manual()
    /// let kms = LocalKMS(now: { time.now })
    /// let keys = KMSKeyCollection(client: kms, clock: time.clock)
    /// time.advance(by: .seconds(3600))
    /// ```
    public final class Manual: Sendable {
        private struct State {
            var elapsed = Duration.zero
            var sleepers: [Int: (until: Duration, continuation: CheckedContinuation<Void, any Error>)] = [:]
            var lastSleeper = 0
        }

        private let start: Date
        private let state = Mutex(State())

        /// A time that begins now, or at another date.
        ///
        /// - Parameter start: the time of day to begin with.
        public init(start: Date = Date()) { self.start = start }

        /// For ``KMSKeyCollection/init(client:cache:verifiedTokens:maximumTokenBytes:maximumConcurrentRequests:parser:serializer:keepsDateFractions:logger:clock:)``.
        /// Readings of a rotation are due after exactly the policy's interval, and not by chance a little earlier.
        public var clock: CollectionClock {
            CollectionClock(
                elapsed: { self.elapsed }, secondsSince1970: { self.now.timeIntervalSince1970 },
                sleep: { try await self.sleep(until: $0) }, random: { 1 })
        }

        /// The time of day.
        public var now: Date { start.addingTimeInterval(elapsed.seconds) }

        private var elapsed: Duration { state.withLock { $0.elapsed } }

        /// Moves the time forward, and wakes those who slept until then.
        public func advance(by duration: Duration) {
            let woken = state.withLock { state in
                state.elapsed += max(.zero, duration)
                let ids = state.sleepers.filter { $0.value.until <= state.elapsed }.map(\.key)
                return ids.compactMap { state.sleepers.removeValue(forKey: $0)?.continuation }
            }
            for sleeper in woken { sleeper.resume() }
        }

        private func sleep(until: Duration) async throws {
            let id = state.withLock { state in
                state.lastSleeper += 1
                return state.lastSleeper
            }
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                    let now = state.withLock { state -> Result<Void, any Error>? in
                        if Task.isCancelled { return .failure(CancellationError()) }
                        if until <= state.elapsed { return .success(()) }
                        state.sleepers[id] = (until, continuation)
                        return nil
                    }
                    if let now { continuation.resume(with: now) }
                }
            } onCancel: {
                let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
                sleeper?.continuation.resume(throwing: CancellationError())
            }
        }
    }
}
