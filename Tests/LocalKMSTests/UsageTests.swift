// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Testing

@Suite("LocalKMS tells when a key was last used")
struct UsageTests {
    let clock = TestClock()

    private func usage(_ kms: LocalKMS, _ key: KeyMetadata) async throws -> KeyLastUsage? {
        try await kms.getKeyLastUsage(.init(keyID: key.keyID)).keyLastUsage
    }

    @Test("a key that was never used shows none, and since when that is known")
    func never() async throws {
        let kms = LocalKMS(now: { [clock] in clock.now })
        let start = clock.now
        clock.advance(days: 1)
        let key = try await kms.newKey()
        let answer = try await kms.getKeyLastUsage(.init(keyID: key.arn))
        #expect(answer.keyID == key.arn && answer.keyLastUsage == KeyLastUsage())
        #expect(answer.trackingStartDate == clock.now && answer.keyCreationDate == clock.now)
        #expect(start < clock.now)
        #expect(await refusal { _ = try await kms.getKeyLastUsage(.init(keyID: "alias/x")) }?.kind == .notFound)
    }

    @Test("signing, verifying and MACs count once they succeed, and nothing else does")
    func uses() async throws {
        let kms = LocalKMS(now: { [clock] in clock.now })
        let (pair, mac) = (try await kms.newKey(), try await kms.newKey(.hmac256))
        clock.advance(days: 1)
        let signature = try await kms.sign(pair.arn).signature
        #expect(try await usage(kms, pair) == KeyLastUsage(operation: "Sign", timestamp: clock.now))
        let signed = clock.now
        clock.advance(days: 1)
        func verify(_ signature: Data) async throws {
            _ = try await kms.verify(
                .init(
                    keyID: pair.arn, message: Data("hello".utf8), signature: signature,
                    signingAlgorithm: .ecdsaSHA256))
        }
        #expect(await refusal { try await verify(Data([1])) }?.message.isEmpty == true)
        let trial = SignRequest(
            keyID: pair.arn, message: Data([1]), signingAlgorithm: .ecdsaSHA256, dryRun: true)
        #expect(await refusal { _ = try await kms.sign(trial) }?.kind == .dryRunOperation)
        _ = try await kms.getPublicKey(.init(keyID: pair.arn))
        #expect(try await usage(kms, pair)?.timestamp == signed)
        try await verify(signature)
        #expect(try await usage(kms, pair) == KeyLastUsage(operation: "Verify", timestamp: clock.now))
        let code = try await kms.generateMac(.init(keyID: mac.arn, message: Data([1]), macAlgorithm: .hmacSHA256)).mac
        #expect(try await usage(kms, mac)?.operation == "GenerateMac")
        let request = VerifyMacRequest(keyID: mac.arn, message: Data([1]), mac: code, macAlgorithm: .hmacSHA256)
        _ = try await kms.verifyMac(request)
        #expect(try await usage(kms, mac)?.operation == "VerifyMac")
    }

    @Test("each key of a multi-Region key has uses of its own")
    func regions() async throws {
        let kms = LocalKMS()
        kms.faults.createReplicas(in: .zero)
        let key = try await kms.createKey(.init(keySpec: .eccNISTP256, multiRegion: true)).keyMetadata
        _ = try await kms.replicateKey(.init(keyID: key.arn, replicaRegion: "eu-west-1"))
        let ireland = try kms.scoped(toRegion: "eu-west-1")
        _ = try await ireland.sign(key.keyID)
        #expect(try await usage(ireland, key)?.operation == "Sign")
        #expect(try await usage(kms, key) == KeyLastUsage())
    }

    @Test("what is known of a folder begins when it is opened")
    func folder() async throws {
        try await withFolder { folder in
            let now: @Sendable () -> Date = { [clock] in clock.now }
            let first = try LocalKMS(folder: folder, now: now)
            let key = try await first.newKey()
            _ = try await first.sign(key.arn)
            clock.advance(days: 1)
            let second = try LocalKMS(folder: folder, now: now)
            let answer = try await second.getKeyLastUsage(.init(keyID: key.arn))
            #expect(answer.keyLastUsage == KeyLastUsage() && answer.trackingStartDate == clock.now)
        }
    }
}
