// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI

/// A signature algorithm of a token, the `alg` of RFC 7518 section 3.1, and how KMS calls it.
///
/// Hash and key type always go together: ES256 is P-256 with SHA-256 and nothing else. The values are the rows of
/// one table; nothing else in this library switches over algorithm names.
public struct JWSAlgorithm: Sendable {
    /// The name in the token's header, such as `ES256`.
    public let name: String
    /// What KMS calls it.
    public let signingAlgorithm: SigningAlgorithm
    /// The KMS key types that serve it.
    public let keySpecs: [KeySpec]

    let scheme: SignatureScheme

    /// The algorithm that a token's header or a user calls `name`; nil for one that is not supported, which
    /// `none` is. Names are compared byte for byte (RFC 7515 section 5.3).
    public init?(name: String) {
        guard let row = Self.all.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else { return nil }
        self = row
    }
}

extension JWSAlgorithm: Hashable, CustomStringConvertible {
    /// The name in the token's header.
    public var description: String { name }

    /// Whether both are the same row of the table.
    public static func == (left: Self, right: Self) -> Bool { left.name == right.name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// How a signature is made and what it looks like.
enum SignatureScheme: Hashable, Sendable {
    /// RFC 7518 section 3.4: r and s side by side, the hash belonging to the curve.
    case ecdsa(EllipticCurve)
    /// RFC 7518 section 3.3.
    case rsaPKCS1(SHA2)
    /// RFC 7518 section 3.5: the salt is as long as the hash.
    case rsaPSS(SHA2)

    var hash: SHA2 {
        switch self {
        case .ecdsa(let curve): curve.hash
        case .rsaPKCS1(let hash), .rsaPSS(let hash): hash
        }
    }
}
