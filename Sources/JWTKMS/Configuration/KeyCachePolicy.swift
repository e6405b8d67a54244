// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// How long a ``KMSKeyCollection`` goes by what KMS told it of a key: its public key, and which key an alias names.
public struct KeyCachePolicy: Sendable, Hashable {
    /// How long an answer is fresh; nil for ever.
    let timeToLive: Duration?
    let grace: Duration
    /// How long the key before, after an alias came to name another, goes on verifying.
    var retention: Duration = .seconds(24 * 60 * 60)

    /// Nothing ends a key but clearing and removing it. KMS never changes the key pair behind an ARN.
    public static var forever: Self { Self(timeToLive: nil, grace: .zero) }

    /// After `ttl` the next use reads the key's reference anew, and so picks up an alias that names another key now.
    ///
    /// - Parameters:
    ///   - ttl: how long an answer of KMS is fresh, from when it was asked for. Zero to read the reference anew for every
    ///     use: nobody is served what was read before they came. Those who come during a read share the next one.
    ///   - grace: how much longer the old state serves while the reference is read anew (not with a TTL of zero: then each
    ///     waits) and while KMS can't be reached. A definite no (key disabled, deleted) ends the key at once.
    public static func expiring(after ttl: Duration, grace: Duration = .seconds(300)) -> Self {
        Self(timeToLive: bounded(ttl), grace: bounded(grace))
    }

    /// The same policy, with another time for which the key before goes on verifying (it signs nothing), after an
    /// alias came to name another. It should outlive the tokens of the key before. Default: 24 hours.
    public func keepingPreviousKey(for retention: Duration) -> Self {
        var policy = self
        policy.retention = Self.bounded(retention)
        return policy
    }

    /// Not below zero, and not so long that a sum with the time of a clock could overflow.
    private static func bounded(_ duration: Duration) -> Duration {
        min(max(duration, .zero), .seconds(1_000 * 366 * 24 * 60 * 60))
    }
}
