// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import SwiftASN1

/// A public key on the wire, RFC 5280 section 4.1:
///
///     SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
///     AlgorithmIdentifier  ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }
///
/// Parsed before swift-crypto sees it, which takes an RSA one with a trailing byte: what is not exactly the DER of
/// what it says is refused.
struct SubjectPublicKeyInfo {
    /// What a key is made of.
    enum Key: Equatable {
        /// RFC 5480: an uncompressed point `04 || x || y` of a named curve.
        case ellipticCurve(EllipticCurve, x: [UInt8], y: [UInt8])
        /// RFC 3279 section 2.3.1: `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }`.
        case rsa(modulus: [UInt8], exponent: [UInt8])
        /// RFC 8410 section 4: the 32 bytes of the key.
        case ed25519([UInt8])
        /// RFC 9881 section 4: the bytes of the key, as FIPS 204 has them.
        case mlDSA(MLDSAParameters, [UInt8])
    }

    let key: Key

    init(key: Key) { self.key = key }

    /// Reads a key.
    ///
    /// - Throws: ``PublicKeyRefusal`` where it is not DER to the last byte, or of a type that signs no token here.
    init(der: [UInt8]) throws {
        do {
            key = try DER.sequence(DER.parse(der), identifier: .sequence) { info in
                let algorithm = try Algorithm(derEncoded: &info)
                let bits = try ASN1BitString(derEncoded: &info)
                guard bits.paddingBits == 0 else { throw PublicKeyRefusal("its bit string does not end with a byte") }
                switch algorithm {
                case .rsa: return try Self.rsa(bits.bytes)
                case .ellipticCurve(let curve): return try Self.point(bits.bytes, curve)
                case .ed25519: return .ed25519(try Self.key(bits.bytes, bytes: 32))
                case .mlDSA(let parameters):
                    return .mlDSA(parameters, try Self.key(bits.bytes, bytes: parameters.publicKeyBytes))
                }
            }
        } catch let refusal as PublicKeyRefusal {
            throw refusal
        } catch {
            throw PublicKeyRefusal("it is not a DER SubjectPublicKeyInfo")
        }
        guard try self.der == der else { throw PublicKeyRefusal("it is not in DER, byte for byte") }
    }

    /// The key in DER.
    var der: [UInt8] {
        get throws {
            var serializer = DER.Serializer()
            try serializer.appendConstructedNode(identifier: .sequence) { info in
                switch key {
                case .ellipticCurve(let curve, let x, let y):
                    try info.serialize(Algorithm.ellipticCurve(curve))
                    try info.serialize(ASN1BitString(bytes: ([0x04] + x + y)[...]))
                case .rsa(let modulus, let exponent):
                    var rsa = DER.Serializer()
                    try rsa.appendConstructedNode(identifier: .sequence) { sequence in
                        try sequence.serialize(modulus[...])
                        try sequence.serialize(exponent[...])
                    }
                    try info.serialize(Algorithm.rsa)
                    try info.serialize(ASN1BitString(bytes: rsa.serializedBytes[...]))
                case .ed25519(let key):
                    try info.serialize(Algorithm.ed25519)
                    try info.serialize(ASN1BitString(bytes: key[...]))
                case .mlDSA(let parameters, let key):
                    try info.serialize(Algorithm.mlDSA(parameters))
                    try info.serialize(ASN1BitString(bytes: key[...]))
                }
            }
            return serializer.serializedBytes
        }
    }

    private static func point(_ bytes: ArraySlice<UInt8>, _ curve: EllipticCurve) throws -> Key {
        let length = curve.coordinateBytes
        guard bytes.first == 0x04, bytes.count == 1 + 2 * length else {
            throw PublicKeyRefusal("its point is not an uncompressed one of \(curve.jwkName)")
        }
        return .ellipticCurve(curve, x: Array(bytes.dropFirst().prefix(length)), y: Array(bytes.suffix(length)))
    }

    private static func key(_ bytes: ArraySlice<UInt8>, bytes length: Int) throws -> [UInt8] {
        guard bytes.count == length else { throw PublicKeyRefusal("its key has \(bytes.count) bytes, not \(length)") }
        return Array(bytes)
    }

    static func rsa(_ bytes: ArraySlice<UInt8>) throws -> Key {
        try DER.sequence(DER.parse(bytes), identifier: .sequence) { nodes in
            let modulus = try ArraySlice<UInt8>(derEncoded: &nodes)
            let exponent = try ArraySlice<UInt8>(derEncoded: &nodes)
            return .rsa(modulus: Array(modulus), exponent: Array(exponent))
        }
    }
}

/// Why a public key is not taken. The sentence goes on from "the public key is refused: ".
package struct PublicKeyRefusal: Error, Equatable {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}
