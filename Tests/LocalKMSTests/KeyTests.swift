// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation
import KMSAPI
import Synchronization
import Testing

@testable import LocalKMS

@Suite("LocalKMS signs with keys of every size")
struct KeyTests {
    static let kms = LocalKMS()

    @Test("RSA signatures are as long as the modulus", arguments: [(KeySpec.rsa3072, 384), (.rsa4096, 512)])
    func rsa(spec: KeySpec, bytes: Int) async throws {
        let key = try await Self.kms.newKey(spec)
        let publicKey = try _RSA.Signing.PublicKey(
            derRepresentation: try await Self.kms.getPublicKey(.init(keyID: key.arn)).publicKey)
        #expect(publicKey.keySizeInBits == bytes * 8)
        let signature = try await Self.kms.sign(key.arn, .rsassaPSSSHA512).signature
        #expect(signature.count == bytes)
        let isValid = publicKey.isValidSignature(
            .init(rawRepresentation: signature), for: SHA512.hash(data: Data("hello".utf8)), padding: .PSS)
        #expect(isValid)
    }

    @Test("keys are made on a thread that runs no task")
    func cooperativePool() async throws {
        let rsa = try #require(KeyFamily.of(.rsa2048))
        let seen = Seen()
        let family = KeyFamily(
            spec: rsa.spec, algorithms: rsa.algorithms,
            generate: {
                seen.note(isInTask: unsafe withUnsafeCurrentTask { unsafe $0 != nil })
                return try rsa.generate()
            }, parse: rsa.parse)
        #expect(unsafe withUnsafeCurrentTask { unsafe $0 != nil })
        _ = try await LocalKMS.generate(family)
        #expect(seen.isInTask == [false])
    }

    @Test("nothing that is printed of a KMS shows a private key")
    func secrets() async throws {
        let kms = LocalKMS()
        let key = try await kms.newKey()
        _ = try await kms.sign(key.arn)
        var dumped = ""
        dump(kms, to: &dumped)
        let pem = KeyMaterial(pem: "-----BEGIN PRIVATE KEY-----")
        dump(pem, to: &dumped)
        for text in [dumped, "\(kms)", String(reflecting: kms), "\(pem)", String(reflecting: pem)] {
            #expect(!text.contains("PRIVATE KEY"))
        }
    }
}

/// Whether a closure ran in a task, each time that it ran.
private final class Seen: Sendable {
    private let notes = Mutex([Bool]())
    var isInTask: [Bool] { notes.withLock { $0 } }
    func note(isInTask: Bool) { notes.withLock { $0.append(isInTask) } }
}
