// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// ECDSA over the NIST curves. The curve says the hash: P-256 with SHA-256 and nothing else.
enum ECDSAKey: SigningKey {
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case p521(P521.Signing.PrivateKey)

    static var families: [KeyFamily] {
        [
            family(.eccNISTP256, .ecdsaSHA256, generate: { .p256(.init()) }) {
                .p256(try .init(pemRepresentation: $0.text))
            },
            family(.eccNISTP384, .ecdsaSHA384, generate: { .p384(.init()) }) {
                .p384(try .init(pemRepresentation: $0.text))
            },
            family(.eccNISTP521, .ecdsaSHA512, generate: { .p521(.init()) }) {
                .p521(try .init(pemRepresentation: $0.text))
            },
        ]
    }

    private static func family(
        _ spec: KeySpec, _ algorithm: SigningAlgorithm, generate: @escaping @Sendable () -> ECDSAKey,
        parse: @escaping @Sendable (KeyMaterial) throws -> ECDSAKey
    ) -> KeyFamily {
        KeyFamily(
            spec: spec,
            algorithms: [
                .signVerify: .init(signing: [algorithm]), .keyAgreement: .init(keyAgreement: [.ecdh]),
            ],
            generate: { .pair(generate()) }, parse: { .pair(try parse($0)) })
    }

    var material: KeyMaterial {
        switch self {
        case .p256(let key): KeyMaterial(pem: key.pemRepresentation)
        case .p384(let key): KeyMaterial(pem: key.pemRepresentation)
        case .p521(let key): KeyMaterial(pem: key.pemRepresentation)
        }
    }

    var subjectPublicKeyInfo: Data {
        switch self {
        case .p256(let key): key.publicKey.derRepresentation
        case .p384(let key): key.publicKey.derRepresentation
        case .p521(let key): key.publicKey.derRepresentation
        }
    }

    func signature(over input: SigningInput, algorithm: SigningAlgorithm) throws -> Data {
        switch (self, input) {
        case (.p256(let key), .digest(.sha256(let digest))): try key.signature(for: digest).derRepresentation
        case (.p384(let key), .digest(.sha384(let digest))): try key.signature(for: digest).derRepresentation
        case (.p521(let key), .digest(.sha512(let digest))): try key.signature(for: digest).derRepresentation
        default: throw UnexpectedKey()
        }
    }

    func isValid(_ signature: Data, over input: SigningInput, algorithm: SigningAlgorithm) -> Bool {
        switch (self, input) {
        case (.p256(let key), .digest(.sha256(let digest))):
            (try? P256.Signing.ECDSASignature(derRepresentation: signature))
                .map { key.publicKey.isValidSignature($0, for: digest) } ?? false
        case (.p384(let key), .digest(.sha384(let digest))):
            (try? P384.Signing.ECDSASignature(derRepresentation: signature))
                .map { key.publicKey.isValidSignature($0, for: digest) } ?? false
        case (.p521(let key), .digest(.sha512(let digest))):
            (try? P521.Signing.ECDSASignature(derRepresentation: signature))
                .map { key.publicKey.isValidSignature($0, for: digest) } ?? false
        default: false
        }
    }
}
