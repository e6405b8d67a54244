// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// How long a verifier goes by a JWK Set that it has fetched, whatever the set's `max-age` says.
///
/// The one source of two defaults of `RemoteJWKS.Configuration`, and of what the check of a ``RotationPolicy`` counts with.
package struct FetchBounds: Sendable, Hashable {
    /// For how long a set is fresh at least.
    package var leastLifetime: Duration
    /// How far fetches are apart: a set is not asked about a key that it does not hold before this is over.
    package var cooldown: Duration

    package init(leastLifetime: Duration, cooldown: Duration) {
        self.leastLifetime = leastLifetime
        self.cooldown = cooldown
    }

    /// Those of `RemoteJWKS` by default.
    package static let usual = FetchBounds(leastLifetime: .seconds(60), cooldown: .seconds(30))

    /// How long after an issuer has changed its set the last verifier knows the change.
    ///
    /// A shared cache may answer with a set until its `max-age` is over. A verifier that fetches it just then does not fetch
    /// again before the cooldown is over.
    func longestUse(maximumAge: Duration) -> Duration { max(maximumAge + cooldown, leastLifetime) }
}
