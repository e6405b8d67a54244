// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Whether a ``KMSKeyCollection`` remembers tokens that it has verified, and how many.
///
/// A client sends the same token with every request until it expires. With a cache the signature of it is verified
/// once; `exp`, `nbf` and the payload's own `verify(using:)` are checked every time. It remembers what is good, not what
/// was used: it is no defence against replay.
public struct VerifiedTokenPolicy: Sendable, Hashable {
    let entries: Int
    let bytes: Int

    /// Every token is verified anew.
    public static var none: Self { Self(entries: 0, bytes: 0) }

    /// Tokens that verified locally are remembered, by the SHA-256 of the whole token and by what the call demands of it,
    /// until they expire, their public key's TTL is over, or the key is removed or changes.
    ///
    /// - Parameters:
    ///   - entries: the most tokens.
    ///   - bytes: the most bytes, of the tokens and some 500 for each. Their payloads are about as long, unless the
    ///     payload type makes much of little.
    public static func remembering(entries: Int = 10_000, bytes: Int = 16 << 20) -> Self {
        Self(entries: max(0, entries), bytes: max(0, bytes))
    }
}
