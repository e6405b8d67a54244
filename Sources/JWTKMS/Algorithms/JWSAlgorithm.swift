// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI

/// A signature algorithm of a token, the `alg` of RFC 7518 section 3.1, and how KMS calls it.
///
/// Hash and key type always go together: ES256 is P-256 with SHA-256 and nothing else. The values are the rows of
/// one table; nothing else in this library switches over algorithm names.
public struct JWSAlgorithm: Sendable {
    /// The operations of KMS that make and check such signatures.
    enum Service: Sendable {
        /// Sign and Verify.
        case signature(SigningAlgorithm)
        /// GenerateMac and VerifyMac.
        case mac(MACAlgorithm)
    }

    /// The name in the token's header, such as `ES256`.
    public let name: String
    /// The KMS key types that serve it.
    public let keySpecs: [KeySpec]

    let service: Service
    let scheme: SignatureScheme

    /// The algorithm that a token's header or a user calls `name`; nil for one that is not supported, which
    /// `none` is. Names are compared byte for byte (RFC 7515 section 5.3).
    public init?(name: String) {
        guard let row = Self.all.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else { return nil }
        self = row
    }

    init(_ name: String, _ service: Service, _ keySpecs: [KeySpec], _ scheme: SignatureScheme) {
        self.name = name
        self.service = service
        self.keySpecs = keySpecs
        self.scheme = scheme
    }

    /// What KMS calls it in Sign and Verify; nil for HMAC, whose tokens KMS makes by GenerateMac.
    public var signingAlgorithm: SigningAlgorithm? {
        if case .signature(let algorithm) = service { algorithm } else { nil }
    }

    /// What KMS calls it in GenerateMac and VerifyMac; nil for all but HMAC.
    public var macAlgorithm: MACAlgorithm? {
        if case .mac(let algorithm) = service { algorithm } else { nil }
    }

    /// What a key of KMS must have been made for.
    public var keyUsage: KeyUsage { macAlgorithm == nil ? .signVerify : .generateVerifyMAC }

    /// What makes such a signature.
    var signingOperation: KMSOperation { macAlgorithm == nil ? .sign : .generateMac }

    /// What checks one.
    var verifyingOperation: KMSOperation { macAlgorithm == nil ? .verify : .verifyMac }

    /// Whether a public key of it verifies in this process. Where it does not, KMS verifies: the secret of HMAC stays
    /// there, and no library here has the curve of ES256K, or ML-DSA-44 (or any ML-DSA before macOS 26).
    public var verifiesLocally: Bool {
        switch scheme {
        case .hmac, .ecdsa(.secp256k1): false
        case .mlDSA(let parameters): parameters.verifiesHere
        case .ecdsa, .rsaPKCS1, .rsaPSS, .ed25519: true
        }
    }

    /// The longest signing input (header and claims in base64url, with the dot between), in bytes, that KMS signs with
    /// it; nil where it takes the digest, so that there is no limit.
    public var maximumSigningInputBytes: Int? { scheme.digestHash == nil ? KMSMessage.maximumRawBytes : nil }
}

extension JWSAlgorithm: Hashable, CustomStringConvertible {
    /// The name in the token's header.
    public var description: String { name }

    /// Whether both are the same row of the table.
    public static func == (left: Self, right: Self) -> Bool { left.name == right.name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
