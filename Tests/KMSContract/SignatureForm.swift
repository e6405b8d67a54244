// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI

/// One of the nine algorithms, with a message to sign and its digest as `sha256sum` and its sisters print it: so no
/// implementation's hash is taken at its word.
struct SignatureForm: Sendable {
    let algorithm: SigningAlgorithm
    let spec: KeySpec
    let digest: Data

    static let message = Data("eyJhbGciOiJFUzI1NiJ9.e30".utf8)

    static let es256 = Self(algorithm: .ecdsaSHA256, spec: .eccNISTP256, digest: sha256)
    static let es384 = Self(algorithm: .ecdsaSHA384, spec: .eccNISTP384, digest: sha384)
    static let es512 = Self(algorithm: .ecdsaSHA512, spec: .eccNISTP521, digest: sha512)
    static let rs256 = Self(algorithm: .rsassaPKCS1V15SHA256, spec: .rsa2048, digest: sha256)

    static let all: [SignatureForm] = [
        es256, es384, es512, rs256,
        Self(algorithm: .rsassaPKCS1V15SHA384, spec: .rsa2048, digest: sha384),
        Self(algorithm: .rsassaPKCS1V15SHA512, spec: .rsa2048, digest: sha512),
        Self(algorithm: .rsassaPSSSHA256, spec: .rsa2048, digest: sha256),
        Self(algorithm: .rsassaPSSSHA384, spec: .rsa2048, digest: sha384),
        Self(algorithm: .rsassaPSSSHA512, spec: .rsa2048, digest: sha512),
    ]

    /// The algorithms of each key spec.
    static let algorithms = Dictionary(grouping: all, by: \.spec).mapValues { Set($0.map(\.algorithm)) }

    func request(_ key: KeyMetadata, _ type: MessageType) -> SignRequest {
        SignRequest(keyID: key.arn, message: message(type), messageType: type, signingAlgorithm: algorithm)
    }

    func request(_ key: KeyMetadata, _ type: MessageType, _ signature: Data) -> VerifyRequest {
        VerifyRequest(
            keyID: key.arn, message: message(type), messageType: type, signature: signature,
            signingAlgorithm: algorithm)
    }

    /// ECDSA comes in DER, RSA as long as the modulus.
    func checkShape(_ signature: Data) throws {
        if spec == .rsa2048 {
            try expectEqual(signature.count, 256, "the length of an RSA signature")
        } else {
            try expectEqual(signature.first, 0x30, "the first byte of an ECDSA signature, a DER SEQUENCE")
        }
    }

    private func message(_ type: MessageType) -> Data { type == .digest ? digest : Self.message }

    private static let sha256 = bytes("2eb1b4685de9c84ef1f449ce6f2cb2c85ab452f2fc2c37170d295467d64be445")
    private static let sha384 = bytes(
        "bc63958def51a9ced6b2fed27ff9f94f67d68a57c639135b"
            + "64d5abf4a3b98628e50eef4c1b87ee3ce65d117c635edfc0")
    private static let sha512 = bytes(
        "50e7499412ace68fa706d78478c03a34e761f510cae0b370a6dabccf2754248a"
            + "ea9dde55e8e6f275b489b444a937c821ed1919edb45b83582645e9099b594831")

    private static func bytes(_ hex: String) -> Data {
        let digits = hex.compactMap(\.hexDigitValue)
        return Data(stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
    }
}
