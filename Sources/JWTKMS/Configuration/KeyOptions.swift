// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// How one key of a ``KMSKeyCollection`` is named and used.
public struct KeyOptions: Sendable {
    /// What a key is called in tokens and in a JWKS: the `kid` of RFC 7515 section 4.1.4.
    public enum KeyName: Sendable, Hashable {
        /// The SHA-256 thumbprint of the public key, RFC 7638: it gives away no account number and is the same for
        /// every replica of a multi-Region key.
        case thumbprint
        /// The KMS key id.
        case keyID
        /// A name of your own. Not a secret: it stands in every token.
        case name(String)
        /// No `kid` at all. One key of a collection may be so, and it is the default one.
        case none
    }

    /// Where signatures are checked.
    public enum Verification: Sendable, Hashable {
        /// In this process, with the public key, fetched once and cached.
        case local
        /// By KMS Verify: a call to KMS for every token.
        case remote
    }

    /// The key's name; nil for the thumbprint, and for the key id of an HMAC key, which has no public key.
    public var kid: KeyName?
    /// Where tokens of this key are checked; nil for locally, where that can be done (``JWSAlgorithm/verifiesLocally``).
    public var verification: Verification?
    /// Whether a new signature is checked with the public key before it is handed out. On by default, where it can be
    /// done; costs one local verification a token, and the permission kms:GetPublicKey.
    public var checksNewSignatures: Bool
    /// Whether KMS is given the digest of what it is to sign or verify, so that no token leaves the process. On by
    /// default. Off for a KMS that takes messages only, as the emulator moto does: the signing input goes to it
    /// whole, at most 4096 bytes, as it always does with HMAC, Ed25519 and ML-DSA.
    public var sendsDigest: Bool
    /// Grant tokens for every call with this key: proof of a grant that is too new to be known everywhere.
    public var grantTokens: [String]
    /// The `typ` of tokens signed with this key, such as `at+jwt` (RFC 8725 section 3.11); nil for `JWT`.
    ///
    /// Tokens of this key must have it too, unless ``requirements`` name another or ``requiresType`` says otherwise.
    public var type: String?
    /// Whether tokens are signed without `typ`, which RFC 7519 section 5.1 allows. A `typ` in the header that `sign` is given
    /// still counts.
    public var omitsType: Bool
    /// Whether a token of this key must have the ``type`` of the key. Set it to false while older tokens of the key, which
    /// have another `typ`, are still valid.
    public var requiresType: Bool
    /// Whether the key signs when no kid is named, and verifies tokens without one. nil: if there is no such key yet.
    public var isDefault: Bool?
    /// What every token of this key must show.
    public var requirements: Requirements

    /// Options; what is not given is as the members say.
    public init(
        kid: KeyName? = nil, verification: Verification? = nil, checksNewSignatures: Bool = true,
        sendsDigest: Bool = true, grantTokens: [String] = [], type: String? = nil, omitsType: Bool = false,
        requiresType: Bool = true, isDefault: Bool? = nil, requirements: Requirements = .init()
    ) {
        self.kid = kid
        self.verification = verification
        self.checksNewSignatures = checksNewSignatures
        self.sendsDigest = sendsDigest
        self.grantTokens = grantTokens
        self.type = type
        self.omitsType = omitsType
        self.requiresType = requiresType
        self.isDefault = isDefault
        self.requirements = requirements
    }
}
