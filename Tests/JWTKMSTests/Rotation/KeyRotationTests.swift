// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Testing

@testable import JWTKMS

@Suite("Rotating a key in KMS")
struct KeyRotationTests {
    @Test("a key is announced, signs, is kept for its tokens and is deleted, three times over")
    func wholeLife() async throws {
        let world = try await RotatedKMS.start()
        let rotation = try world.operated()
        var signers = [try #require(try await world.aliases()["alias/x"])]
        for _ in 0..<3 {
            #expect(try await rotation.run().done.isEmpty)
            try await world.wait()
            #expect(try await rotation.run().done.map(\.action) == [.create])
            let aliases = try await world.aliases()
            let next = try #require(aliases["alias/x-next"])
            #expect(aliases == ["alias/x": signers.last, "alias/x-next": next])

            try await world.wait()
            #expect(try await rotation.run().done.map(\.action) == [.promote(keyID: next)])
            #expect(try await world.aliases() == ["alias/x": next, "alias/x-previous": signers.last])

            try await world.wait()
            let old = try #require(signers.last)
            #expect(try await rotation.run().done.map(\.action) == [.retire(keyID: old)])
            #expect(try await world.aliases() == ["alias/x": next])
            let metadata = try #require(try await world.keys()[old])
            #expect(metadata.keyState == .pendingDeletion)
            #expect(metadata.deletionDate == world.now.addingTimeInterval(30 * 86_400))
            signers.append(next)
        }
        #expect(try await world.leaked().isEmpty)
    }

    @Test("one rotation before its time: made at once, signing once all have it, and no second one after it")
    func beforeItsTime() async throws {
        let world = try await RotatedKMS.start()
        let rotation = try world.operated()
        #expect(try await rotation.run(isPeriodOver: true).done.map(\.action) == [.create])
        let next = try #require(try await world.aliases()["alias/x-next"])
        #expect(try await rotation.run(isPeriodOver: true).done.isEmpty)
        world.now += 720
        #expect(try await rotation.run().done.isEmpty)
        let report = try await rotation.run(isPeriodOver: true)
        #expect(report.done.map(\.action) == [.promote(keyID: next)])
        #expect(try await world.aliases()["alias/x"] == next)
        #expect(try await world.keys().count == 2)
        // The plan that is shown is that of the new period.
        let create = try #require(report.plan.steps.first { $0.action == .create })
        #expect(create.due > world.now + 29 * 86_400)
    }

    @Test("nothing is changed where nothing is due, and by looking")
    func looking() async throws {
        let world = try await RotatedKMS.start()
        let client = InterruptedKMS(world.kms)
        let rotation = try world.operated(by: client)
        _ = try await rotation.run()
        world.now += 30 * 86_400
        #expect(try await rotation.look().plan.due(now: world.now)?.action == .create)
        let reading: Set<KMSOperation> = [.describeKey, .listResourceTags, .listKeys]
        #expect(Set(client.calls).isSubset(of: reading))
        // Two of the one key, and one of each name that is not there.
        #expect(
            try await {
                try await rotation.look(); return true
            }())
    }

    @Test(
        "the new key has the type, the policy, the description and the tags of the old one, and is multi-Region if that is"
    )
    func likeTheOldOne() async throws {
        let world = try await RotatedKMS.start()
        let policy =
            #"{"Version":"2012-10-17","Statement":[{"Sid":"ours","Effect":"Allow","#
            + #""Principal":{"AWS":"arn:aws:iam::000000000000:root"},"Action":"kms:*","Resource":"*"}]}"#
        let made = try await world.kms.createKey(
            CreateKeyRequest(
                keySpec: .eccNISTP384, description: "Sessions", tags: [Tag(tagKey: "team", tagValue: "identity")],
                policy: policy, multiRegion: true)
        ).keyMetadata
        try await world.kms.move("alias/x", to: made.arn)
        try await world.wait()
        _ = try await world.operated().run()
        let next = try #require(try await world.aliases()["alias/x-next"])
        let key = try #require(try await world.keys()[next])
        #expect(key.keySpec == .eccNISTP384 && key.description == "Sessions" && key.multiRegion == true)
        #expect(try await world.kms.getKeyPolicy(GetKeyPolicyRequest(keyID: next)).policy == policy)
        let tags = try await world.kms.listResourceTags(ListResourceTagsRequest(keyID: next)).tags
        #expect(tags.contains(Tag(tagKey: "team", tagValue: "identity")))
        #expect(tags.contains(Tag(tagKey: "jwt-kms:rotation", tagValue: "alias/x")))
    }

    @Test("every type of key that signs is rotated", arguments: [KeySpec.rsa2048, .eccNISTEdwards25519, .hmac256])
    func types(spec: KeySpec) async throws {
        let world = try await RotatedKMS.start(spec)
        try await world.wait()
        _ = try await world.operated().run()
        let next = try #require(try await world.aliases()["alias/x-next"])
        #expect(try await world.keys()[next]?.keySpec == spec)
        try await world.wait()
        _ = try await world.operated().run()
        #expect(try await world.aliases()["alias/x"] == next)
    }

    @Test("a rotation before the tokens of the last one are over keeps both keys: -previous and -previous-2")
    func twoPrevious() async throws {
        let world = try await RotatedKMS.start()
        var policy = RotatedKMS.policy
        (policy.period, policy.retention) = (.seconds(86_400), .seconds(3 * 86_400))
        let rotation = try KeyRotation("alias/x", policy: policy, client: world.kms, now: { world.now })
        for _ in 0..<(24 * 5) {
            world.now += 3600
            _ = try await rotation.run()
        }
        let aliases = try await world.aliases()
        #expect(Set(aliases.keys).isSuperset(of: ["alias/x", "alias/x-previous", "alias/x-previous-2"]))
        #expect(Set(aliases.values).count == aliases.count)
        #expect(try await world.leaked().isEmpty)
        // What is published was the latest to sign, in this order.
        let keys = try await world.keys()
        let dates = ["alias/x", "alias/x-previous", "alias/x-previous-2"].map {
            keys[aliases[$0] ?? ""]?.creationDate ?? .distantPast
        }
        #expect(dates == dates.sorted(by: >))
    }

    @Test(
        "a policy by which a token could fail is refused, and a next key of another type is an obstacle; nothing is touched"
    )
    func refused() async throws {
        let world = try await RotatedKMS.start()
        let unsafe = RotationPolicy(tokenLifetime: .seconds(3600), announcement: .seconds(1))
        let client = InterruptedKMS(world.kms)
        let rotation = try KeyRotation("alias/x", policy: unsafe, client: client, now: { world.now })
        await #expect(throws: RotationRefusal.self) { try await rotation.run() }
        await #expect(throws: RotationRefusal.self) { try await rotation.revoke() }

        _ = try await world.kms.makeKey(.rsa2048, alias: "alias/x-next")
        world.now += 60 * 86_400
        let report = try await world.operated(by: client).run()
        #expect(
            report.plan.obstacles.count == 1
                && report.done.allSatisfy { if case .mark = $0.action { true } else { false } })
        #expect(try await world.aliases().count == 2)
        let changing: Set<KMSOperation> = [.createKey, .createAlias, .updateAlias, .deleteAlias, .scheduleKeyDeletion]
        #expect(Set(client.calls).isDisjoint(with: changing))
    }

    @Test(
        "a key that is too new to be named is named by the next run, and no second one is made",
        arguments: [true, false])
    func tooNew(isListed: Bool) async throws {
        let world = try await RotatedKMS.start()
        try await world.wait()
        let client = InterruptedKMS(world.kms)
        if !isListed { client.listNothing() }
        let unseen = KMSError(.notFound, message: "Key is not found", operation: .createAlias)
        world.kms.faults.fail(next: 4, of: .createAlias, with: unseen)
        let error = await kmsError { try await world.operated(by: client).run() }
        #expect(error?.kind == .conflict && error?.isRetryable == true)
        #expect(world.kms.faults.calls(of: .createKey) == 2, "with the first key")
        world.kms.faults.clear()
        #expect(try await world.operated().run().done.count == 1)
        #expect(try await world.aliases().count == 2)
        #expect(try await world.keys().count == 2)
    }

    @Test("a time that is written on a key is never earlier than it was")
    func marks() {
        let date = Date(timeIntervalSince1970: 1_800_000_000.25)
        let (tags, _) = RotationTags.tags(RotationMarks(announced: date), of: "alias/x")
        #expect(RotationTags.marks(tags, since: .distantPast).announced == Date(timeIntervalSince1970: 1_800_000_001))
    }

    @Test("what is no alias of the user's is refused, and so is one too long for its companions")
    func names() throws {
        for alias in [
            "x", "alias/aws/x", "arn:aws:kms:us-east-1:000000000000:alias/x",
            "alias/" + String(repeating: "x", count: 250),
        ] {
            #expect(throws: KMSError.self) {
                try KeyRotation(alias, policy: RotatedKMS.policy, client: LocalKMS())
            }
        }
    }

    @Test("an alias that KMS shows late makes no second key, and nothing is done twice")
    func eventuallyConsistent() async throws {
        let world = try await RotatedKMS.start()
        world.kms.faults.showAliasChanges(after: .seconds(20))
        var made = 1
        for _ in 0..<3 {
            for step in 0..<3 {
                try await world.wait()
                for _ in 0..<8 {
                    // That there is a next key is not seen at first: then nothing is done, and it is to be run again.
                    do { _ = try await world.operated().run() } catch let error as KMSError {
                        #expect(error.kind == .conflict && error.isRetryable && step == 0)
                    }
                    world.now += 5
                }
                #expect(try await world.leaked().isEmpty)
            }
            made += 1
            #expect(world.kms.faults.calls(of: .createKey) == made)
        }
    }

    @Test("times from before a key was made, as of copied tags, are none: it is announced from now on")
    func copiedTags() async throws {
        let world = try await RotatedKMS.start()
        let tags = ["announced", "promoted", "demoted"].map {
            Tag(tagKey: "jwt-kms:\($0)", tagValue: "2026-01-01T00:00:00Z")
        }
        let made = try await world.kms.createKey(CreateKeyRequest(keySpec: .eccNISTP256, tags: tags)).keyMetadata.keyID
        try await world.kms.createAlias(CreateAliasRequest(aliasName: "alias/x-next", targetKeyID: made))
        let report = try await world.operated().run(isPeriodOver: true)
        #expect(report.state.current.keyID != made)
        #expect(report.state.next?.marks == RotationMarks(announced: world.now))
        #expect(report.plan.steps.first?.due == world.now + RotatedKMS.policy.announced.seconds)
    }

    @Test("what is due goes by the KMS's time, where none is given")
    func serverTime() async throws {
        let world = try await RotatedKMS.start()
        let rotation = try KeyRotation("alias/x", policy: RotatedKMS.policy, client: world.kms)
        let step = try #require(try await rotation.look().plan.steps.first)
        #expect(step.action == .create && step.due > world.now)
        world.now = step.due
        #expect(try await rotation.run().done.map(\.action) == [.create])
    }
}
