// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import KMSAPI
import SwiftASN1

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A public key that was checked once and stays built: verifying parses nothing.
package struct PublicKey: Sendable {
    /// The key as swift-crypto takes it.
    enum Material: Sendable {
        case p256(P256.Signing.PublicKey)
        case p384(P384.Signing.PublicKey)
        case p521(P521.Signing.PublicKey)
        /// With the length of the modulus in bytes, which is the length of every signature.
        case rsa(_RSA.Signing.PublicKey, signatureBytes: Int)
        case ed25519(Curve25519.Signing.PublicKey)
        /// Without the key where it does not verify in this process.
        case mlDSA(MLDSAParameters, (any MLDSAKey)?)
        /// Without the key: no library here has the curve.
        case secp256k1
    }

    let material: Material
    /// The key as SubjectPublicKeyInfo.
    package let der: [UInt8]
    /// What KMS would call a key of this type; nil for an RSA key of a size that KMS has not.
    let keySpec: KeySpec?
    /// The name of RFC 7638, in base64url.
    let thumbprint: String
    /// How long every signature of an RSA key is; nil for the other types, whose algorithm tells.
    let signatureBytes: Int?

    /// Reads a DER SubjectPublicKeyInfo.
    ///
    /// - Throws: ``PublicKeyRefusal``.
    init(der: [UInt8]) throws {
        try self.init(SubjectPublicKeyInfo(der: der))
    }

    /// Reads a PEM file with one `PUBLIC KEY`.
    ///
    /// - Throws: ``PublicKeyRefusal``.
    init(pem: String) throws {
        guard let document = try? PEMDocument(pemString: pem) else {
            throw PublicKeyRefusal("it is not PEM (-----BEGIN PUBLIC KEY-----)")
        }
        guard document.discriminator == "PUBLIC KEY" else {
            throw PublicKeyRefusal(
                "its PEM holds a \(document.discriminator.prefix(32)), not a PUBLIC KEY (SubjectPublicKeyInfo)")
        }
        try self.init(der: document.derBytes)
    }

    /// Checks the key and builds it.
    ///
    /// - Throws: ``PublicKeyRefusal``.
    init(_ info: SubjectPublicKeyInfo) throws {
        der = try info.der
        switch info.key {
        case .ellipticCurve(let curve, let x, let y):
            material = try Self.point(curve, x + y)
            keySpec = curve.keySpec
            signatureBytes = nil
            thumbprint = Thumbprint.ellipticCurve(curve, x: x, y: y)
        case .rsa(let modulus, let exponent):
            try Self.check(modulus: modulus, exponent: exponent)
            guard let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else {
                throw PublicKeyRefusal("swift-crypto takes no such RSA key")
            }
            material = .rsa(key, signatureBytes: modulus.count)
            signatureBytes = modulus.count
            keySpec = [256: .rsa2048, 384: .rsa3072, 512: .rsa4096][modulus.count]
            thumbprint = Thumbprint.rsa(modulus: modulus, exponent: exponent)
        case .ed25519(let bytes):
            guard CurveMembership.isEd25519Key(bytes),
                let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
            else { throw PublicKeyRefusal("it is no point of Ed25519, or one of small order") }
            (material, keySpec, signatureBytes) = (.ed25519(key), .eccNISTEdwards25519, nil)
            thumbprint = Thumbprint.ed25519(bytes)
        case .mlDSA(let parameters, let bytes):
            material = try Self.mlDSA(parameters, bytes)
            (keySpec, signatureBytes) = (parameters.keySpec, nil)
            thumbprint = Thumbprint.mlDSA(parameters, bytes)
        }
    }

    /// The key as PEM.
    var pem: String { PEMDocument(type: "PUBLIC KEY", derBytes: der).pemString }

    /// The algorithms that a key like this can verify.
    package var algorithms: [JWSAlgorithm] {
        JWSAlgorithm.all.filter { algorithm in
            switch (algorithm.scheme, material) {
            case (.ecdsa(.p256), .p256), (.ecdsa(.p384), .p384), (.ecdsa(.p521), .p521): true
            case (.ecdsa(.secp256k1), .secp256k1), (.rsaPKCS1, .rsa), (.rsaPSS, .rsa), (.ed25519, .ed25519): true
            case (.mlDSA(let demanded), .mlDSA(let parameters, _)): demanded == parameters
            default: false
            }
        }
    }

    private static func point(_ curve: EllipticCurve, _ coordinates: [UInt8]) throws -> Material {
        do {
            switch curve {
            case .p256: return .p256(try P256.Signing.PublicKey(rawRepresentation: coordinates))
            case .p384: return .p384(try P384.Signing.PublicKey(rawRepresentation: coordinates))
            case .p521: return .p521(try P521.Signing.PublicKey(rawRepresentation: coordinates))
            case .secp256k1:
                let (x, y) = (Array(coordinates.prefix(32)), Array(coordinates.suffix(32)))
                guard CurveMembership.isSECP256K1Point(x: x, y: y) else { throw PublicKeyRefusal("") }
                return .secp256k1
            }
        } catch {
            throw PublicKeyRefusal("its point is not on \(curve.jwkName)")
        }
    }

    private static func mlDSA(_ parameters: MLDSAParameters, _ bytes: [UInt8]) throws -> Material {
        do {
            return .mlDSA(parameters, try parameters.key(bytes))
        } catch {
            throw PublicKeyRefusal("swift-crypto takes no such \(parameters.name) key")
        }
    }

    /// RFC 7518 section 3.3 wants 2048 bits and more, and FIPS 186-5 appendix A.1.1 an exponent above 2^16: with a small one,
    /// such as 3, signatures were forged. KMS's own keys have 65537. 8192 bits bound what one verification may cost.
    private static func check(modulus: [UInt8], exponent: [UInt8]) throws {
        let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
        guard bits >= 2048 else { throw PublicKeyRefusal("its modulus has \(bits) bits, fewer than 2048") }
        guard bits <= 8192 else { throw PublicKeyRefusal("its modulus has \(bits) bits, more than 8192") }
        let value = exponent.count <= 8 ? exponent.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } : 0
        guard value >= 65537, value & 1 == 1 else {
            let shown = (1..<65537).contains(value) ? "\(value)" : "of \(exponent.count) bytes"
            throw PublicKeyRefusal(
                "its public exponent is \(shown), and not an odd number from 65537 to 2^64 (FIPS 186-5 appendix A.1.1)")
        }
    }
}
