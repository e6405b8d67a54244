// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Testing

@Suite("LocalKMS has Regions")
struct RegionTests {
    let clock = TestClock()

    /// Runs a test on a KMS of each kind.
    private func withKMS(inMemory: Bool, _ body: (LocalKMS) async throws -> Void) async throws {
        try await withFolder { folder in
            let now: @Sendable () -> Date = { [clock] in clock.now }
            try await body(inMemory ? LocalKMS(now: now) : try LocalKMS(folder: folder, now: now))
        }
    }

    private func primary(_ kms: LocalKMS, _ spec: KeySpec = .eccNISTP256) async throws -> KeyMetadata {
        try await kms.createKey(.init(keySpec: spec, multiRegion: true)).keyMetadata
    }

    private func replicate(_ key: KeyMetadata, _ kms: LocalKMS, to region: String) async throws -> KeyMetadata {
        let answer = try await kms.replicateKey(.init(keyID: key.arn, replicaRegion: region))
        return try #require(answer.replicaKeyMetadata)
    }

    @Test("keys and aliases are those of one Region and account", arguments: [true, false])
    func scopes(inMemory: Bool) async throws {
        try await withKMS(inMemory: inMemory) { kms in
            let others = [
                try kms.scoped(toRegion: "eu-west-1"), try kms.scoped(toRegion: "us-east-1", account: "444455556666"),
            ]
            let key = try await kms.newKey()
            try await kms.createAlias(.init(aliasName: "alias/x", targetKeyID: key.keyID))
            for other in others {
                for reference in [key.keyID, key.arn, "alias/x"] {
                    #expect(await refusal { _ = try await other.sign(reference) }?.kind == .notFound)
                }
                #expect(try await other.listKeys(.init()).keys.isEmpty)
                #expect(try await other.listAliases(.init()).aliases.isEmpty)
                let own = try await other.newKey()
                try await other.createAlias(.init(aliasName: "alias/x", targetKeyID: own.keyID))
                #expect(try await other.sign("alias/x").keyID == own.arn)
                #expect(own.arn.hasPrefix("arn:aws:kms:\(other.region):\(other.account):key/"))
            }
            #expect(try await kms.sign("alias/x").keyID == key.arn)
            #expect(try await kms.listKeys(.init()).keys.map(\.keyID) == [key.keyID])
            #expect(try await kms.regionsWithKeys() == ["eu-west-1", "us-east-1"])
        }
    }

    @Test(
        "what is no Region or account is refused, and becomes no file",
        arguments: [
            "", "../x", "US-EAST-1", "us east 1", "useast1", "us-east-", "us--1", "us-east-1/", "a-b-c-d-1",
            "a-b-" + String(repeating: "1", count: 30),
        ])
    func noRegion(region: String) async throws {
        let kms = LocalKMS()
        #expect(throws: KMSError(.configuration, message: "")) { try kms.scoped(toRegion: region) }
        try await withFolder { folder in
            #expect(throws: KMSError(.configuration, message: "")) { try LocalKMS(folder: folder, region: region) }
            #expect(throws: KMSError(.configuration, message: "")) { try LocalKMS(folder: folder, account: region) }
            #expect(!FileManager.default.fileExists(atPath: folder))
        }
        let key = try await primary(kms)
        let request = ReplicateKeyRequest(keyID: key.arn, replicaRegion: region)
        #expect(await refusal { _ = try await kms.replicateKey(request) }?.kind == .validation)
    }

    @Test(
        "a replica has the id and the material of its primary key, and all else of its own", arguments: [true, false])
    func replica(inMemory: Bool) async throws {
        try await withKMS(inMemory: inMemory) { kms in
            let ireland = try kms.scoped(toRegion: "eu-west-1")
            let key = try await primary(kms)
            #expect(key.keyID.hasPrefix("mrk-") && key.keyID.utf8.count == 36 && key.multiRegion == true)
            let tags = [Tag(tagKey: "a", tagValue: "b")]
            let answer = try await kms.replicateKey(
                .init(keyID: key.keyID, replicaRegion: "eu-west-1", description: "there", tags: tags))
            let replica = try #require(answer.replicaKeyMetadata)
            #expect(replica.arn == key.arn.replacing("us-east-1", with: "eu-west-1"))
            #expect(replica.description == "there" && answer.replicaTags == tags)
            #expect(answer.replicaPolicy == (try await ireland.getKeyPolicy(.init(keyID: key.keyID)).policy))
            clock.advance(days: 2 / 86_400)
            let signature = try await ireland.sign(key.keyID)
            #expect(signature.keyID == replica.arn)
            _ = try await kms.verify(
                .init(
                    keyID: key.arn, message: Data("hello".utf8), signature: signature.signature,
                    signingAlgorithm: .ecdsaSHA256))
            try await kms.disableKey(.init(keyID: key.arn))
            _ = try await ireland.sign(key.keyID)
        }
    }

    @Test(
        "A new replica is being created for a while, in which it can be managed and not used", arguments: [true, false])
    func creating(inMemory: Bool) async throws {
        try await withKMS(inMemory: inMemory) { kms in
            let ireland = try kms.scoped(toRegion: "eu-west-1")
            let key = try await primary(kms)
            let answer = try await kms.replicateKey(.init(keyID: key.arn, replicaRegion: "eu-west-1"))
            let replica = try #require(answer.replicaKeyMetadata)
            #expect(replica.keyState == .creating && replica.enabled == false && answer.replicaTags == nil)
            func refused() async -> KMSError? { await refusal { _ = try await ireland.sign(replica.arn) } }
            #expect(await refused()?.message == "\(replica.arn) is creating.")
            #expect(await refused()?.kind == .kmsInvalidState)
            #expect(
                await refusal { _ = try await ireland.getPublicKey(.init(keyID: replica.arn)) }?.kind
                    == .kmsInvalidState)
            try await ireland.createAlias(.init(aliasName: "alias/there", targetKeyID: replica.keyID))
            try await ireland.tagResource(.init(keyID: replica.arn, tags: [Tag(tagKey: "a", tagValue: "b")]))
            _ = try await kms.sign(key.arn)
            clock.advance(days: 1.9 / 86_400)
            #expect(await refused()?.kind == .kmsInvalidState)
            clock.advance(days: 0.2 / 86_400)
            let found = try await ireland.describeKey(.init(keyID: "alias/there")).keyMetadata
            #expect(found.keyState == .enabled && found.enabled == true)
            _ = try await ireland.sign("alias/there")
        }
    }

    @Test("A test can make replicas take longer, or no time")
    func creationTime() async throws {
        let kms = LocalKMS(now: { [clock] in clock.now })
        let ireland = try kms.scoped(toRegion: "eu-west-1")
        kms.faults.createReplicas(in: .seconds(60))
        let slow = try await replicate(try await primary(kms), kms, to: "eu-west-1")
        clock.advance(days: 59 / 86_400)
        #expect(await refusal { _ = try await ireland.sign(slow.arn) }?.kind == .kmsInvalidState)
        clock.advance(days: 1 / 86_400)
        _ = try await ireland.sign(slow.arn)
        kms.faults.createReplicas(in: .zero)
        _ = try await ireland.sign(try await replicate(try await primary(kms), kms, to: "eu-west-1").arn)
        kms.faults.clear()
        let usual = try await replicate(try await primary(kms), kms, to: "eu-west-1")
        #expect(await refusal { _ = try await ireland.sign(usual.arn) }?.kind == .kmsInvalidState)
    }

    @Test("A key of symmetric material shows it once it is created")
    func material() async throws {
        let kms = LocalKMS(now: { [clock] in clock.now })
        let replica = try await replicate(try await primary(kms, .symmetricDefault), kms, to: "eu-west-1")
        #expect(replica.currentKeyMaterialID == nil)
    }

    @Test("each key of a multi-Region key tells all of them")
    func configuration() async throws {
        let kms = LocalKMS()
        let key = try await primary(kms)
        #expect(key.multiRegionConfiguration?.replicaKeys == [])
        for region in ["eu-west-1", "ap-southeast-2"] { _ = try await replicate(key, kms, to: region) }
        func entry(_ region: String) -> MultiRegionKey {
            MultiRegionKey(arn: key.arn.replacing("us-east-1", with: region), region: region)
        }
        for (region, type) in ["us-east-1": "PRIMARY", "eu-west-1": "REPLICA"] {
            let found = try await kms.scoped(toRegion: region).describeKey(.init(keyID: key.keyID)).keyMetadata
            let expected = MultiRegionConfiguration(
                multiRegionKeyType: type, primaryKey: entry("us-east-1"),
                replicaKeys: [entry("ap-southeast-2"), entry("eu-west-1")])
            #expect(found.multiRegionConfiguration == expected)
        }
        #expect(try await kms.newKey().multiRegionConfiguration == nil)
    }

    @Test("what can't be replicated is refused as AWS does")
    func refusals() async throws {
        let kms = LocalKMS()
        func refused(_ key: String, _ region: String, by kms: LocalKMS) async -> KMSError.Kind? {
            await refusal { _ = try await kms.replicateKey(.init(keyID: key, replicaRegion: region)) }?.kind
        }
        let (key, single) = (try await primary(kms), try await kms.newKey())
        let replica = try await replicate(key, kms, to: "eu-west-1")
        let ireland = try kms.scoped(toRegion: "eu-west-1")
        #expect(await refused(single.arn, "eu-west-1", by: kms) == .unsupportedOperation)
        #expect(await refused(replica.arn, "eu-central-1", by: ireland) == .unsupportedOperation)
        #expect(await refused(key.arn, "eu-west-1", by: kms) == .alreadyExists)
        #expect(await refused(key.arn, "us-east-1", by: kms) == .alreadyExists)
        #expect(await refused(key.arn, "cn-north-1", by: kms) == .validation)
        #expect(await refused("alias/none", "eu-central-1", by: kms) == .notFound)
        try await kms.disableKey(.init(keyID: key.arn))
        #expect(await refused(key.arn, "eu-central-1", by: kms) == .disabled)
        _ = try await kms.scheduleKeyDeletion(.init(keyID: key.arn))
        #expect(await refused(key.arn, "eu-central-1", by: kms) == .kmsInvalidState)
    }

    @Test("a primary key goes only once its last replica is gone, and its days begin then", arguments: [true, false])
    func deletion(inMemory: Bool) async throws {
        try await withKMS(inMemory: inMemory) { kms in
            let key = try await primary(kms)
            let replica = try await replicate(key, kms, to: "eu-west-1")
            let ireland = try kms.scoped(toRegion: "eu-west-1")
            let answer = try await kms.scheduleKeyDeletion(.init(keyID: key.arn, pendingWindowInDays: 8))
            #expect(answer.keyState == .pendingReplicaDeletion && answer.deletionDate == nil)
            #expect(answer.pendingWindowInDays == 8)
            var found = try await kms.describeKey(.init(keyID: key.arn)).keyMetadata
            #expect(found.keyState == .pendingReplicaDeletion && found.pendingDeletionWindowInDays == 8)
            #expect(await refusal { _ = try await kms.sign(key.arn) }?.kind == .kmsInvalidState)
            clock.advance(days: 100)
            let end = try await ireland.scheduleKeyDeletion(.init(keyID: replica.arn, pendingWindowInDays: 7))
            #expect(end.keyState == .pendingDeletion)
            clock.advance(days: 6.9)
            found = try await kms.describeKey(.init(keyID: key.arn)).keyMetadata
            #expect(found.keyState == .pendingReplicaDeletion)
            clock.advance(days: 1)
            // As it is told before anything was changed, and after.
            for _ in 1...2 {
                found = try await kms.describeKey(.init(keyID: key.arn)).keyMetadata
                #expect(found.keyState == .pendingDeletion)
                #expect(found.deletionDate == end.deletionDate?.addingTimeInterval(8 * 86_400))
                #expect(found.multiRegionConfiguration?.replicaKeys == [])
                _ = try await kms.newKey()
            }
            #expect(try await ireland.listKeys(.init()).keys.isEmpty)
            clock.advance(days: 7.2)
            #expect(await refusal { _ = try await kms.describeKey(.init(keyID: key.arn)) }?.kind == .notFound)
        }
    }

    @Test("the deletion of a primary key with replicas can be taken back")
    func cancellation() async throws {
        let kms = LocalKMS()
        let key = try await primary(kms)
        _ = try await replicate(key, kms, to: "eu-west-1")
        _ = try await kms.scheduleKeyDeletion(.init(keyID: key.arn))
        let again = await refusal { _ = try await kms.scheduleKeyDeletion(.init(keyID: key.arn)) }
        #expect(again?.message == "\(key.arn) is pending replica deletion.")
        _ = try await kms.cancelKeyDeletion(.init(keyID: key.arn))
        let found = try await kms.describeKey(.init(keyID: key.arn)).keyMetadata
        #expect(found.keyState == .disabled && found.pendingDeletionWindowInDays == nil)
    }

    @Test("the primary key says for all how they are rotated")
    func rotation() async throws {
        let kms = LocalKMS()
        kms.faults.createReplicas(in: .zero)
        let key = try await primary(kms, .symmetricDefault)
        let replica = try await replicate(key, kms, to: "eu-west-1")
        let ireland = try kms.scoped(toRegion: "eu-west-1")
        let request = EnableKeyRotationRequest(keyID: replica.arn)
        #expect(await refusal { try await ireland.enableKeyRotation(request) }?.kind == .unsupportedOperation)
        try await kms.enableKeyRotation(.init(keyID: key.arn))
        #expect(try await ireland.getKeyRotationStatus(.init(keyID: key.keyID)).keyRotationEnabled == true)
        let found = try await ireland.describeKey(.init(keyID: replica.arn)).keyMetadata
        #expect(found.currentKeyMaterialID == key.currentKeyMaterialID)
    }

    @Test("Regions of China and of the American government are in partitions of their own")
    func partitions() async throws {
        for (region, partition) in ["cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov", "eu-west-1": "aws"] {
            let kms = try LocalKMS().scoped(toRegion: region)
            let key = try await kms.newKey()
            #expect(key.arn.hasPrefix("arn:\(partition):kms:\(region):"))
            _ = try await kms.sign(key.arn)
        }
    }
}
