// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// How a signature is made and what it looks like.
enum SignatureScheme: Hashable, Sendable {
    /// RFC 7518 section 3.4 and RFC 8812 section 3.2: r and s side by side, the hash belonging to the curve.
    case ecdsa(EllipticCurve)
    /// RFC 7518 section 3.3.
    case rsaPKCS1(SHA2)
    /// RFC 7518 section 3.5: the salt is as long as the hash.
    case rsaPSS(SHA2)
    /// RFC 8032 section 5.1, pure: what is signed is the message, not its digest.
    case ed25519
    /// FIPS 204, pure and with an empty context: what is signed is the message.
    case mlDSA(MLDSAParameters)
    /// RFC 7518 section 3.2. The secret stays in KMS, which takes the message.
    case hmac(SHA2)

    /// The hash whose digest KMS takes in place of the message; nil where it takes messages only.
    var digestHash: SHA2? {
        switch self {
        case .ecdsa(let curve): curve.hash
        case .rsaPKCS1(let hash), .rsaPSS(let hash): hash
        case .ed25519, .mlDSA, .hmac: nil
        }
    }

    /// How long every signature is, in bytes, as it stands in a token; nil for RSA, whose modulus tells.
    var signatureBytes: Int? {
        switch self {
        case .ecdsa(let curve): 2 * curve.coordinateBytes
        case .rsaPKCS1, .rsaPSS: nil
        case .ed25519: 64
        case .mlDSA(let parameters): parameters.signatureBytes
        case .hmac(let hash): hash.digestBytes
        }
    }

    /// Whether a signature of this length can be one: what can't costs no call.
    func canBeSignature(bytes: Int) -> Bool { signatureBytes.map { $0 == bytes } ?? (256...1024).contains(bytes) }
}
