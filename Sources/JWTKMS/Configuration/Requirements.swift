// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// What a token must show beyond a good signature and good times. Those of its key and those of the call both hold.
///
/// Issuer and audience are compared byte for byte. An absent claim does not meet a demand.
public struct Requirements: Sendable, Hashable {
    /// The `iss` that the token must have, RFC 7519 section 4.1.1.
    public var issuer: String?
    /// Other spellings of ``issuer`` that are as good: of one that writes `https://issuer.example` in some tokens and
    /// `issuer.example` in others. Without an ``issuer`` they demand nothing.
    public var otherIssuers: [String]
    /// The audience that must be `aud` or a member of it, RFC 7519 section 4.1.3.
    public var audience: String?
    /// The `typ` that the header must have, RFC 8725 section 3.11. It is a media type: `application/` may be left out on
    /// either side, and letters match in either case (RFC 7515 section 4.1.9). nil for the ``KeyOptions/type`` of the key.
    public var type: String?
    /// How far the clocks of issuer and verifier may be apart: `exp` and `nbf` are stretched by it. Of the key's and
    /// the call's the longer one holds. It stretches and never shortens: below zero it is zero.
    ///
    /// A payload whose `verify(using:)` calls JWTKit's `verifyNotExpired()` is not helped: that has its own clock.
    public var leeway: Duration
    /// Whether a token without `exp` is refused.
    public var requiresExpiration: Bool
    /// Whether the parts of the token are padded with `=` to a multiple of four letters, as Application Load Balancers of AWS
    /// write them, against RFC 7515 section 2. The token must be padded then, in all three parts, so that it has one
    /// spelling; otherwise it must not be.
    public var expectsPadding: Bool

    /// Requirements; what is not given is not demanded.
    public init(
        issuer: String? = nil, otherIssuers: [String] = [], audience: String? = nil, type: String? = nil,
        leeway: Duration = .zero, requiresExpiration: Bool = false, expectsPadding: Bool = false
    ) {
        self.issuer = issuer
        self.otherIssuers = otherIssuers
        self.audience = audience
        self.type = type
        self.leeway = leeway
        self.requiresExpiration = requiresExpiration
        self.expectsPadding = expectsPadding
    }
}
