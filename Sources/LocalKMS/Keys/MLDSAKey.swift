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

/// ML-DSA (FIPS 204) with an empty context, in the forms of RFC 9881: the private key is its seed.
@available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, macCatalyst 26, *)
struct MLDSAKey<PrivateKey: MLDSAPrivateKey>: SigningKey {
    let key: PrivateKey

    /// RFC 9881 section 6: `ML-DSA-PrivateKey ::= CHOICE { seed [0] OCTET STRING (SIZE (32)), ... }`, implicitly tagged.
    private static var seedTag: ASN1Identifier { ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific) }

    static func family(_ spec: KeySpec) -> KeyFamily {
        KeyFamily(
            spec: spec, algorithms: [.signVerify: .init(signing: [.mlDSASHAKE256])],
            generate: { .pair(MLDSAKey(key: try PrivateKey())) },
            parse: { material in
                let info = try PrivateKeyInfo(pem: material.text, identifier: PrivateKey.identifier)
                let seed = try ASN1OctetString(derEncoded: DER.parse(info.privateKey), withIdentifier: seedTag)
                return .pair(MLDSAKey(key: try PrivateKey(seed: Data(seed.bytes))))
            })
    }

    var material: KeyMaterial {
        get throws {
            var seed = DER.Serializer()
            try ASN1OctetString(contentBytes: Array(key.seedRepresentation)[...])
                .serialize(into: &seed, withIdentifier: Self.seedTag)
            return KeyMaterial(
                pem: try PrivateKeyInfo(identifier: PrivateKey.identifier, privateKey: seed.serializedBytes).pem)
        }
    }

    var subjectPublicKeyInfo: Data {
        get throws { try .subjectPublicKeyInfo(of: key.publicKeyBytes, identifier: PrivateKey.identifier) }
    }

    func signature(over input: SigningInput, algorithm: SigningAlgorithm) throws -> Data {
        guard case .message(let message) = input else { throw UnexpectedKey() }
        return try key.signature(for: message)
    }

    func isValid(_ signature: Data, over input: SigningInput, algorithm: SigningAlgorithm) -> Bool {
        guard case .message(let message) = input else { return false }
        return key.isValid(signature, for: message)
    }
}

/// The two sizes of ML-DSA that swift-crypto has.
@available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, macCatalyst 26, *)
enum MLDSAKeys {
    static var families: [KeyFamily] {
        [MLDSAKey<MLDSA65.PrivateKey>.family(.mlDSA65), MLDSAKey<MLDSA87.PrivateKey>.family(.mlDSA87)]
    }
}

/// What the private keys of both sizes share, and swift-crypto has no protocol for.
protocol MLDSAPrivateKey: Sendable {
    /// Of RFC 9881 section 2.
    static var identifier: ASN1ObjectIdentifier { get }

    init() throws
    init(seed: Data) throws
    var seedRepresentation: Data { get }
    var publicKeyBytes: Data { get }
    func signature(for message: Data) throws -> Data
    func isValid(_ signature: Data, for message: Data) -> Bool
}

@available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, macCatalyst 26, *)
extension MLDSA65.PrivateKey: MLDSAPrivateKey {
    static var identifier: ASN1ObjectIdentifier { [2, 16, 840, 1, 101, 3, 4, 3, 18] }
    init(seed: Data) throws { try self.init(seedRepresentation: seed, publicKey: nil) }
    var publicKeyBytes: Data { publicKey.rawRepresentation }
    func signature(for message: Data) throws -> Data { try signature(for: message, context: Data()) }
    func isValid(_ signature: Data, for message: Data) -> Bool { publicKey.isValidSignature(signature, for: message) }
}

@available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, macCatalyst 26, *)
extension MLDSA87.PrivateKey: MLDSAPrivateKey {
    static var identifier: ASN1ObjectIdentifier { [2, 16, 840, 1, 101, 3, 4, 3, 19] }
    init(seed: Data) throws { try self.init(seedRepresentation: seed, publicKey: nil) }
    var publicKeyBytes: Data { publicKey.rawRepresentation }
    func signature(for message: Data) throws -> Data { try signature(for: message, context: Data()) }
    func isValid(_ signature: Data, for message: Data) -> Bool { publicKey.isValidSignature(signature, for: message) }
}
