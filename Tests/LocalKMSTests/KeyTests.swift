// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation
import KMSAPI
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

    @Test("making RSA keys holds up no other task")
    func cooperativePool() async throws {
        let kms = LocalKMS()
        let started = ContinuousClock.now
        try await withThrowingTaskGroup(of: Duration?.self) { group in
            for _ in 1...ProcessInfo.processInfo.activeProcessorCount * 2 {
                group.addTask {
                    _ = try await kms.newKey(.rsa4096)
                    return nil
                }
            }
            group.addTask {
                for _ in 1...5 { await Task.yield() }
                return ContinuousClock.now - started
            }
            // Who only yields comes first, while keys are still being made on threads of their own.
            let first = try #require(try await group.next())
            #expect(first != nil)
            try await group.waitForAll()
        }
    }

    @Test("nothing that is printed of a KMS shows a private key")
    func secrets() async throws {
        let kms = LocalKMS()
        let key = try await kms.newKey()
        _ = try await kms.sign(key.arn)
        var dumped = ""
        dump(kms, to: &dumped)
        let pem = PrivateKeyPEM("-----BEGIN PRIVATE KEY-----")
        dump(pem, to: &dumped)
        for text in [dumped, "\(kms)", String(reflecting: kms), "\(pem)", String(reflecting: pem)] {
            #expect(!text.contains("PRIVATE KEY"))
        }
    }
}
