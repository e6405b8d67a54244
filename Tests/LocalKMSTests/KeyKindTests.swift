// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import KMSAPI
import Testing

@testable import LocalKMS

@Suite("LocalKMS has every kind of key that a library here can do")
struct KeyKindTests {
    static let kms = LocalKMS()
    static let messageSigners: [(KeySpec, SigningAlgorithm, signature: Int, publicKey: Int)] = [
        (.eccNISTEdwards25519, .ed25519SHA512, 64, 44), (.mlDSA65, .mlDSASHAKE256, 3309, 1974),
        (.mlDSA87, .mlDSASHAKE256, 4627, 2614),
    ]

    @Test("Ed25519 and ML-DSA sign a message as a whole", arguments: messageSigners)
    func whole(spec: KeySpec, algorithm: SigningAlgorithm, signature: Int, publicKey: Int) async throws {
        let key = try await Self.kms.newKey(spec)
        let answer = try await Self.kms.sign(key.arn, algorithm)
        #expect(answer.signature.count == signature)
        #expect(answer.keyID == key.arn && answer.signingAlgorithm == algorithm)
        var check = VerifyRequest(
            keyID: key.arn, message: Data("hello".utf8), signature: answer.signature, signingAlgorithm: algorithm)
        #expect(try await Self.kms.verify(check).signatureValid == true)
        for bad in [Data([1]), Data(count: signature), answer.signature + [0], answer.signature.dropLast()] {
            check.signature = bad
            #expect(await refusal { _ = try await Self.kms.verify(check) }?.kind == .kmsInvalidSignature)
        }
        #expect(try await Self.kms.getPublicKey(.init(keyID: key.arn)).publicKey.count == publicKey)
    }

    @Test("a message type that does not fit is ValidationException", arguments: messageSigners)
    func messageType(spec: KeySpec, algorithm: SigningAlgorithm, signature: Int, publicKey: Int) async throws {
        let key = try await Self.kms.newKey(spec)
        let kinds: [(SigningAlgorithm, MessageType, Int, KMSError.Kind)] =
            spec == .eccNISTEdwards25519
            ? [
                (algorithm, .digest, 64, .validation), (algorithm, .externalMu, 64, .validation),
                (.ed25519PHSHA512, .raw, 64, .validation), (.ed25519PHSHA512, .digest, 63, .validation),
                (.ed25519PHSHA512, .digest, 64, .unsupportedOperation), (algorithm, .raw, 4097, .validation),
                (.ecdsaSHA256, .raw, 1, .invalidKeyUsage),
            ]
            : [
                (algorithm, .digest, 64, .validation), (algorithm, .externalMu, 63, .validation),
                (algorithm, .externalMu, 65, .validation), (algorithm, .externalMu, 64, .unsupportedOperation),
                (algorithm, .raw, 4097, .validation), (.ed25519SHA512, .raw, 1, .invalidKeyUsage),
            ]
        for (algorithm, type, count, kind) in kinds {
            let request = SignRequest(
                keyID: key.arn, message: Data(count: count), messageType: type, signingAlgorithm: algorithm)
            #expect(
                await refusal { _ = try await Self.kms.sign(request) }?.kind == kind, "\(algorithm) \(type) \(count)")
        }
    }

    @Test("both algorithms of Ed25519 are told, though one can't be done")
    func prehashed() async throws {
        let key = try await Self.kms.newKey(.eccNISTEdwards25519)
        #expect(key.signingAlgorithms == [.ed25519SHA512, .ed25519PHSHA512])
    }

    // Made by Python's cryptography 48.0.0 of the seed 00 01 ... 1f; for Ed25519 by OpenSSL 3.0.19 too.
    static let foreignKeys: [(KeySpec, String, SigningAlgorithm, digest: String)] = [
        (
            .eccNISTEdwards25519, "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f", .ed25519SHA512,
            "a050837d85070582ccf7394b0988847cc312cb88259b894899f6f239cf1791a5"
        ),
        (
            .mlDSA65, "MDQCAQAwCwYJYIZIAWUDBAMSBCKAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZ\nGhscHR4f", .mlDSASHAKE256,
            "b8b62131bfbe84433efb2273d7f5b87f7a22854a2cfd366fc2aead86d837c52d"
        ),
        (
            .mlDSA87, "MDQCAQAwCwYJYIZIAWUDBAMTBCKAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZ\nGhscHR4f", .mlDSASHAKE256,
            "07e57c4f14dbad1267f621ec3777b4e2e6c4fbc4c22fbb87510ff8e0b3c6a642"
        ),
    ]

    @Test(
        "private keys that others made are read, written the same, and have the same public key", arguments: foreignKeys
    )
    func foreign(spec: KeySpec, base64: String, algorithm: SigningAlgorithm, digest: String) throws {
        let pem = "-----BEGIN PRIVATE KEY-----\n\(base64)\n-----END PRIVATE KEY-----\n"
        let family = try #require(KeyFamily.of(spec))
        guard case .pair(let key) = try family.parse(KeyMaterial(pem: pem)) else { return #expect(Bool(false)) }
        #expect(try key.material.text == pem)
        let hash = SHA256.hash(data: try key.subjectPublicKeyInfo).map { String(format: "%02x", $0) }.joined()
        #expect(hash == digest)
    }

    @Test("a private key of another algorithm or another length is refused", arguments: foreignKeys)
    func strict(spec: KeySpec, base64: String, algorithm: SigningAlgorithm, digest: String) throws {
        let family = try #require(KeyFamily.of(spec))
        let others =
            Self.foreignKeys.map(\.1).filter { $0 != base64 } + [base64.replacing("AABAgME", with: "AABAgMF") + "A="]
        for other in others + ["MC4CAQEwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"] {
            let pem = "-----BEGIN PRIVATE KEY-----\n\(other)\n-----END PRIVATE KEY-----\n"
            #expect(throws: (any Error).self) { try family.parse(KeyMaterial(pem: pem)) }
        }
    }

    // Python: hmac.new(bytes(range(n)), b"hello", "sha256").hexdigest(), and so on.
    static let macs: [(KeySpec, MACAlgorithm, Int, String)] = [
        (.hmac256, .hmacSHA256, 32, "53c40272a70c15ca4ee0af4df1f155fd6c41e00ce2307d8987ecd4bb36a7e990"),
        (
            .hmac384, .hmacSHA384, 48,
            "4e06ed828feefad17a79f67d15bc21019146581086b60ddd0405f6943d3a40327ec1384a2254df1cdb35eb5b1564bad5"
        ),
        (
            .hmac512, .hmacSHA512, 64,
            "a368b9ee93c0db9aa6613651020032e7b89b28c664a3a8c1319b2b6616a96854"
                + "cd88307bc997e8728b50d4027adc09ad92adfd22983ff835f5844d73ec339bdc"
        ),
    ]

    @Test("MACs are those of Python, and a secret is as long as the hash", arguments: macs)
    func mac(spec: KeySpec, algorithm: MACAlgorithm, count: Int, expected: String) throws {
        let family = try #require(KeyFamily.of(spec))
        let material = KeyMaterial(secret: Data((0..<UInt8(count)).map { $0 }))
        guard case .secret(let key) = try family.parse(material) else { return #expect(Bool(false)) }
        #expect(key.material == material)
        let mac = try key.mac(of: Data("hello".utf8), algorithm: algorithm)
        #expect(mac.map { String(format: "%02x", $0) }.joined() == expected)
        for other in [count - 1, count + 1, 0] {
            #expect(throws: UnexpectedKey.self) { try family.parse(KeyMaterial(secret: Data(count: other))) }
        }
        #expect(try family.generate().material.secret?.count == count)
    }

    @Test("a symmetric key is made, described and tagged, and used for nothing")
    func symmetric() async throws {
        let key = try await Self.kms.newKey(.symmetricDefault)
        #expect(key.keyUsage == .encryptDecrypt && key.encryptionAlgorithms == [.symmetricDefault])
        #expect(key.currentKeyMaterialID?.utf8.count == 64)
        try await Self.kms.tagResource(.init(keyID: key.arn, tags: [Tag(tagKey: "a", tagValue: "b")]))
        #expect(await refusal { _ = try await Self.kms.sign(key.arn) }?.kind == .invalidKeyUsage)
        let error = await refusal { _ = try await Self.kms.getPublicKey(.init(keyID: key.arn)) }
        #expect(error?.kind == .unsupportedOperation)
    }

    @Test("keys of an origin that LocalKMS does not have are UnsupportedOperationException")
    func origin() async throws {
        for origin in ["EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"] {
            let request = CreateKeyRequest(keySpec: .eccNISTP256, origin: origin)
            #expect(await refusal { _ = try await Self.kms.createKey(request) }?.kind == .unsupportedOperation)
        }
        let unknown = CreateKeyRequest(keySpec: .eccNISTP256, origin: "MARS")
        #expect(await refusal { _ = try await Self.kms.createKey(unknown) }?.kind == .validation)
        var stored = CreateKeyRequest(keySpec: .eccNISTP256)
        stored.customKeyStoreID = "cks-1234567890abcdef0"
        #expect(await refusal { _ = try await Self.kms.createKey(stored) }?.kind == .unsupportedOperation)
        #expect(
            try await Self.kms.createKey(.init(keySpec: .eccNISTP256, origin: "AWS_KMS")).keyMetadata.enabled == true)
    }

    @Test("grant tokens are taken, but for too many or too long ones, which are not shown")
    func grantTokens() async throws {
        let key = try await Self.kms.newKey()
        var request = SignRequest(keyID: key.arn, message: Data([1]), signingAlgorithm: .ecdsaSHA256)
        request.grantTokens = Array(repeating: String(repeating: "x", count: 8192), count: 10)
        _ = try await Self.kms.sign(request)
        for tokens in [Array(repeating: "SECRET", count: 11), [""], [String(repeating: "SECRET12", count: 1025)]] {
            request.grantTokens = tokens
            let error = await refusal { _ = try await Self.kms.sign(request) }
            #expect(error?.kind == .validation)
            #expect(error?.message.contains("SECRET") == false)
        }
    }
}
