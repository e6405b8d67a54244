// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
package import JWTKMS

/// The time that it is, waiting, and chance: given, so that tests neither sleep nor guess.
package struct FetchTiming: Sendable {
    package var clock: CollectionClock
    package var sleep: @Sendable (Duration) async throws -> Void
    /// A number from 0 up to 1.
    package var random: @Sendable () -> Double

    package init(
        clock: CollectionClock = .system,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.clock = clock
        self.sleep = sleep
        self.random = random
    }
}
#endif
