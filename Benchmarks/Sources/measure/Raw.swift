// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation

/// swift-crypto alone: what no token library can be faster than. Keys are built, signatures and signing inputs are at
/// hand as bytes; what is left is the hash and the public key operation.
enum Raw {
    static func verify(_ token: Fixture.Case) throws -> @Sendable () -> Bool {
        let parts = token.token.split(separator: ".")
        let input = Array("\(parts[0]).\(parts[1])".utf8)
        let signature = base64URL(parts[2])
        switch token.algorithm {
        case "ES256":
            let key = try P256.Signing.PublicKey(pemRepresentation: token.publicKeyPEM)
            return {
                guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else {
                    return false
                }
                return key.isValidSignature(signature, for: SHA256.hash(data: input))
            }
        case "RS256", "PS256":
            let key = try _RSA.Signing.PublicKey(pemRepresentation: token.publicKeyPEM)
            let padding: _RSA.Signing.Padding = token.algorithm == "PS256" ? .PSS : .insecurePKCS1v1_5
            return {
                key.isValidSignature(
                    _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: input),
                    padding: padding)
            }
        case "EdDSA":
            let key = try Curve25519.Signing.PublicKey(pemRepresentation: token.publicKeyPEM)
            return { key.isValidSignature(signature, for: input) }
        default: throw Unknown(what: token.algorithm)
        }
    }

    static func sign(_ token: Fixture.Case) throws -> @Sendable () throws -> Int {
        let parts = token.token.split(separator: ".")
        let input = Array("\(parts[0]).\(parts[1])".utf8)
        let key = try P256.Signing.PrivateKey(pemRepresentation: token.privateKeyPEM)
        return { try key.signature(for: SHA256.hash(data: input)).rawRepresentation.count }
    }

    private static func base64URL(_ text: Substring) -> [UInt8] {
        var text = text.replacing("-", with: "+").replacing("_", with: "/")
        while text.count % 4 != 0 { text += "=" }
        return Array(Data(base64Encoded: String(text)) ?? Data())
    }
}

/// A name that the fixture or a caller made up.
struct Unknown: Error {
    let what: String
}
