// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The time of a collection: a clock that only goes forward, for caches, retention and the readings of a rotation's aliases,
/// and the time of day, for `exp`, `nbf` and `iat`.
///
/// It is ``system`` unless you give another. Tests move the time by hand, with ``Manual``, or with a clock that they have:
///
/// ```swift
/// let clock = CollectionClock(testClock, now: { testDate.now })
/// ```
///
/// A payload whose own `verify(using:)` calls JWTKit's `verifyNotExpired()` still compares with the machine's clock.
public struct CollectionClock: Sendable {
    /// Time since some fixed moment.
    package var elapsed: @Sendable () -> Duration
    /// Seconds since 1970.
    package var secondsSince1970: @Sendable () -> Double
    /// Waits until the first clock shows this.
    package var sleep: @Sendable (_ until: Duration) async throws -> Void
    /// A number from 0 up to 1: it spreads the readings of a fleet.
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

    /// The time of a clock and of a calendar, which should be moved together.
    ///
    /// - Parameters:
    ///   - clock: goes forward; ``KMSKeyCollection/run()`` sleeps by it.
    ///   - now: the time of day.
    public init<Time: Clock>(_ clock: Time, now: @escaping @Sendable () -> Date) where Time.Duration == Duration {
        let start = clock.now
        self.init(
            elapsed: { start.duration(to: clock.now) }, secondsSince1970: { now().timeIntervalSince1970 },
            sleep: { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) })
    }

    /// This machine's clocks. The first goes on while the machine sleeps.
    public static var system: CollectionClock { CollectionClock(ContinuousClock(), now: { Date() }) }
}
