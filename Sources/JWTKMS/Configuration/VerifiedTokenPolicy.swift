// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Whether a ``KMSKeyCollection`` remembers tokens that it has verified, and how many.
///
/// A client sends the same token with every request until it expires. With a cache the signature of it is verified
/// once; `exp`, `nbf` and the payload's own `verify(using:)` are checked every time. It remembers what is good, not what
/// was used: it is no defence against replay.
///
/// All callers that bring a token are given the same value. A payload type that is a class is never remembered; a struct
/// that holds an object is, and the object is shared by all of them.
public struct VerifiedTokenPolicy: Sendable, Hashable {
    let entries: Int
    let bytes: Int

    /// Every token is verified anew.
    public static var none: Self { Self(entries: 0, bytes: 0) }

    /// Tokens that verified locally are remembered, by the SHA-256 of the whole token and by what the call demands of it,
    /// until they expire, their public key's TTL is over, or the key is removed or changes.
    ///
    /// Nothing goes while both limits leave room, so that as many different tokens as fit are verified once. Then a new
    /// one takes the place of one that was not used for a while, first of one that never came again. What has expired
    /// goes when it comes again, or when its place is wanted.
    ///
    /// - Parameters:
    ///   - entries: the most tokens.
    ///   - bytes: the most bytes, of the tokens and 500 for each; a token that is more by itself is not kept. Payloads
    ///     come on top: about as long as their tokens, unless the payload type makes much of little.
    public static func remembering(entries: Int = 10_000, bytes: Int = 16 << 20) -> Self {
        Self(entries: max(0, entries), bytes: max(0, bytes))
    }
}
