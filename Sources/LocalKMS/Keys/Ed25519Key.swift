// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import KMSAPI
import SwiftASN1

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Ed25519 (RFC 8032), in the forms of RFC 8410.
struct Ed25519Key: SigningKey {
    let key: Curve25519.Signing.PrivateKey

    private static let identifier: ASN1ObjectIdentifier = [1, 3, 101, 112]

    static var families: [KeyFamily] {
        [
            KeyFamily(
                spec: .eccNISTEdwards25519,
                algorithms: [.signVerify: .init(signing: [.ed25519SHA512, .ed25519PHSHA512])],
                generate: { .pair(Ed25519Key(key: .init())) },
                parse: { material in
                    let info = try PrivateKeyInfo(pem: material.text, identifier: identifier)
                    // RFC 8410 section 7: the private key is an OCTET STRING within the OCTET STRING.
                    let seed = try ASN1OctetString(derEncoded: info.privateKey)
                    return .pair(Ed25519Key(key: try .init(rawRepresentation: Data(seed.bytes))))
                })
        ]
    }

    var material: KeyMaterial {
        get throws {
            var seed = DER.Serializer()
            try seed.serialize(ASN1OctetString(contentBytes: Array(key.rawRepresentation)[...]))
            return KeyMaterial(
                pem: try PrivateKeyInfo(identifier: Self.identifier, privateKey: seed.serializedBytes).pem)
        }
    }

    var subjectPublicKeyInfo: Data {
        get throws { try .subjectPublicKeyInfo(of: key.publicKey.rawRepresentation, identifier: Self.identifier) }
    }

    func signature(over input: SigningInput, algorithm: SigningAlgorithm) throws -> Data {
        guard case .message(let message) = input else { throw UnexpectedKey() }
        return try key.signature(for: message)
    }

    func isValid(_ signature: Data, over input: SigningInput, algorithm: SigningAlgorithm) -> Bool {
        guard case .message(let message) = input else { return false }
        return key.publicKey.isValidSignature(signature, for: message)
    }
}
