// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
package import JWTKMS

/// The time that it is, waiting, and chance: given, so that tests neither sleep nor guess.
package struct FetchTiming: Sendable {
    package var clock: CollectionClock
    /// Waits until the clock shows this.
    package var sleep: @Sendable (_ until: Duration) async throws -> Void
    /// A number from 0 up to 1.
    package var random: @Sendable () -> Double

    package init(
        clock: CollectionClock, sleep: @escaping @Sendable (_ until: Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.clock = clock
        self.sleep = sleep
        self.random = random
    }

    /// This machine's.
    package static var system: FetchTiming {
        let clock = CollectionClock.system
        return FetchTiming(
            clock: clock, sleep: { try await Task.sleep(for: max(.zero, $0 - clock.elapsed())) },
            random: { Double.random(in: 0..<1) })
    }
}
#endif
