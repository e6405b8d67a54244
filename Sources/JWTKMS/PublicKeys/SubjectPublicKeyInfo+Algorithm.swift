// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import SwiftASN1

extension SubjectPublicKeyInfo {
    /// `AlgorithmIdentifier` of the keys that sign tokens here.
    enum Algorithm: DERImplicitlyTaggable, Equatable {
        /// RFC 3279 section 2.3.1: rsaEncryption, whose parameters are NULL.
        case rsa
        /// RFC 5480 section 2.1.1: id-ecPublicKey, whose parameters name the curve.
        case ellipticCurve(EllipticCurve)
        /// RFC 8410 section 3: id-Ed25519, without parameters.
        case ed25519
        /// RFC 9881 section 2: id-ml-dsa-44 and its sisters, without parameters.
        case mlDSA(MLDSAParameters)

        static var defaultIdentifier: ASN1Identifier { .sequence }

        init(derEncoded node: ASN1Node, withIdentifier identifier: ASN1Identifier) throws {
            self = try DER.sequence(node, identifier: identifier) { nodes in
                let algorithm = try ASN1ObjectIdentifier(derEncoded: &nodes)
                switch algorithm {
                case Self.rsaEncryption:
                    _ = try ASN1Null(derEncoded: &nodes)
                    return .rsa
                case Self.ecPublicKey:
                    let name = try ASN1ObjectIdentifier(derEncoded: &nodes)
                    guard let curve = Self.curves.first(where: { $0.name == name })?.curve else {
                        throw PublicKeyRefusal("its curve (\(name)) is none of P-256, P-384, P-521 and secp256k1")
                    }
                    return .ellipticCurve(curve)
                case Self.idEd25519: return .ed25519
                case Self.rsaSSAPSS:
                    throw PublicKeyRefusal(
                        "it is an RSA key for PSS alone (id-RSASSA-PSS, RFC 4055), which no JWK can say. Give it as a plain RSA "
                            + "key (rsaEncryption) or as a JWK, with PS256, PS384 or PS512")
                default:
                    guard let row = Self.mlDSA.first(where: { $0.name == algorithm }) else {
                        throw PublicKeyRefusal(
                            "its algorithm (\(algorithm)) is none of RSA, elliptic curves, Ed25519 and ML-DSA")
                    }
                    return .mlDSA(row.parameters)
                }
            }
        }

        func serialize(into coder: inout DER.Serializer, withIdentifier identifier: ASN1Identifier) throws {
            try coder.appendConstructedNode(identifier: identifier) { sequence in
                switch self {
                case .rsa:
                    try sequence.serialize(Self.rsaEncryption)
                    try sequence.serialize(ASN1Null())
                case .ellipticCurve(let curve):
                    try sequence.serialize(Self.ecPublicKey)
                    for row in Self.curves where row.curve == curve { try sequence.serialize(row.name) }
                case .ed25519: try sequence.serialize(Self.idEd25519)
                case .mlDSA(let parameters):
                    for row in Self.mlDSA where row.parameters == parameters { try sequence.serialize(row.name) }
                }
            }
        }

        private static let rsaEncryption: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 1, 1]
        private static let rsaSSAPSS: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 1, 10]
        private static let ecPublicKey: ASN1ObjectIdentifier = [1, 2, 840, 10045, 2, 1]
        private static let curves: [(curve: EllipticCurve, name: ASN1ObjectIdentifier)] = [
            (.p256, [1, 2, 840, 10045, 3, 1, 7]),
            (.p384, [1, 3, 132, 0, 34]),
            (.p521, [1, 3, 132, 0, 35]),
            (.secp256k1, [1, 3, 132, 0, 10]),
        ]
        private static let idEd25519: ASN1ObjectIdentifier = [1, 3, 101, 112]
        private static let mlDSA: [(parameters: MLDSAParameters, name: ASN1ObjectIdentifier)] = [
            (.mlDSA44, [2, 16, 840, 1, 101, 3, 4, 3, 17]),
            (.mlDSA65, [2, 16, 840, 1, 101, 3, 4, 3, 18]),
            (.mlDSA87, [2, 16, 840, 1, 101, 3, 4, 3, 19]),
        ]
    }
}
