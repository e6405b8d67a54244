// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The two clocks of a collection, given so that tests neither sleep nor guess: one that only goes forward, for
/// caches, and the time of day, for `exp` and `nbf`. Waiting and chance go with them.
package struct CollectionClock: Sendable {
    /// Time since some fixed moment.
    package var elapsed: @Sendable () -> Duration
    /// Seconds since 1970.
    package var secondsSince1970: @Sendable () -> Double

    /// Waits until the first clock shows this.
    package var sleep: @Sendable (_ until: Duration) async throws -> Void
    /// A number from 0 up to 1.
    package var random: @Sendable () -> Double

    package init(
        elapsed: @escaping @Sendable () -> Duration, secondsSince1970: @escaping @Sendable () -> Double,
        sleep: (@Sendable (_ until: Duration) async throws -> Void)? = nil,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.elapsed = elapsed
        self.secondsSince1970 = secondsSince1970
        self.sleep = sleep ?? { try await Task.sleep(for: max(.zero, $0 - elapsed())) }
        self.random = random
    }

    /// This machine's clocks. The first goes on while the machine sleeps.
    package static var system: CollectionClock {
        let start = ContinuousClock.now
        return CollectionClock(
            elapsed: { start.duration(to: .now) },
            secondsSince1970: { Date().timeIntervalSince1970 })
    }
}
