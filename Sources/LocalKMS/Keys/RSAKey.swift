// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import CryptoExtras
import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// RSA of 2048, 3072 and 4096 bits, with PKCS #1 v1.5 and PSS (salt as long as the hash).
struct RSAKey: SigningKey {
    let key: _RSA.Signing.PrivateKey

    static var families: [KeyFamily] {
        [family(.rsa2048, .bits2048), family(.rsa3072, .bits3072), family(.rsa4096, .bits4096)]
    }

    private static func family(_ spec: KeySpec, _ size: _RSA.Signing.KeySize) -> KeyFamily {
        KeyFamily(
            spec: spec,
            algorithms: [
                .signVerify: .init(signing: [
                    .rsassaPKCS1V15SHA256, .rsassaPKCS1V15SHA384, .rsassaPKCS1V15SHA512,
                    .rsassaPSSSHA256, .rsassaPSSSHA384, .rsassaPSSSHA512,
                ]),
                .encryptDecrypt: .init(encryption: [.rsaesOAEPSHA1, .rsaesOAEPSHA256]),
            ],
            generate: { .pair(RSAKey(key: try .init(keySize: size))) },
            parse: { material in
                let key = try _RSA.Signing.PrivateKey(pemRepresentation: material.text)
                guard key.keySizeInBits == size.bitCount else { throw UnexpectedKey() }
                return .pair(RSAKey(key: key))
            })
    }

    var material: KeyMaterial { KeyMaterial(pem: key.pkcs8PEMRepresentation) }

    var subjectPublicKeyInfo: Data { key.publicKey.derRepresentation }

    func signature(over input: SigningInput, algorithm: SigningAlgorithm) throws -> Data {
        let padding = Self.padding(algorithm)
        return switch input {
        case .digest(.sha256(let digest)): try key.signature(for: digest, padding: padding).rawRepresentation
        case .digest(.sha384(let digest)): try key.signature(for: digest, padding: padding).rawRepresentation
        case .digest(.sha512(let digest)): try key.signature(for: digest, padding: padding).rawRepresentation
        case .message: throw UnexpectedKey()
        }
    }

    func isValid(_ signature: Data, over input: SigningInput, algorithm: SigningAlgorithm) -> Bool {
        let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
        let padding = Self.padding(algorithm)
        return switch input {
        case .digest(.sha256(let digest)): key.publicKey.isValidSignature(signature, for: digest, padding: padding)
        case .digest(.sha384(let digest)): key.publicKey.isValidSignature(signature, for: digest, padding: padding)
        case .digest(.sha512(let digest)): key.publicKey.isValidSignature(signature, for: digest, padding: padding)
        case .message: false
        }
    }

    private static func padding(_ algorithm: SigningAlgorithm) -> _RSA.Signing.Padding {
        switch algorithm {
        case .rsassaPSSSHA256, .rsassaPSSSHA384, .rsassaPSSSHA512: .PSS
        default: .insecurePKCS1v1_5
        }
    }
}
