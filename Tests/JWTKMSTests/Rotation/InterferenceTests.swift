// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Testing

@testable import JWTKMS

@Suite("A rotation whose keys, aliases and tags somebody's own hand changes")
struct InterferenceTests {
    /// A key before, the one that signs, and the next one, which was just made.
    private func threeKeys() async throws -> (RotatedKMS, KeyRotation) {
        let world = try await RotatedKMS.start()
        var policy = RotatedKMS.policy
        policy.retention = .seconds(40 * 86_400)
        let rotation = try KeyRotation("alias/x", policy: policy, client: world.kms, now: { world.now })
        while try await world.aliases().count < 3 {
            let step = try #require(try await rotation.look().plan.steps.first)
            world.now = max(world.now, step.due)
            _ = try await rotation.run()
        }
        return (world, rotation)
    }

    @Test("a key that another alias names too is let go, and not deleted, and that is what is said")
    func otherName() async throws {
        let world = try await RotatedKMS.start()
        let old = try #require(try await world.aliases()["alias/x"])
        try await world.kms.createAlias(CreateAliasRequest(aliasName: "alias/other", targetKeyID: old))
        var done: [RotationStep.Action] = []
        for _ in 0..<3 {
            try await world.wait()
            done += try await world.operated().run().done.map(\.action)
        }
        #expect(try await Array(world.aliases().keys) == ["alias/x"])
        #expect(try await world.keys()[old]?.keyState == .enabled)
        #expect(done.last == .release(keyID: old))
    }

    @Test("a key that was made for this, and that somebody has found a use for, is neither published nor deleted")
    func foundUse() async throws {
        let world = try await RotatedKMS.start()
        let tag = Tag(tagKey: "jwt-kms:rotation", tagValue: "alias/x")
        let made = try await world.kms.createKey(
            CreateKeyRequest(keySpec: .eccNISTP256, keyUsage: .signVerify, tags: [tag]))
        let key = made.keyMetadata.keyID
        try await world.kms.createAlias(CreateAliasRequest(aliasName: "alias/other", targetKeyID: key))
        for _ in 0..<3 {
            try await world.wait()
            _ = try await world.operated().run()
            #expect(try await !world.aliases().values.contains(key))
        }
        #expect(try await world.keys()[key]?.keyState == .enabled)
    }

    @Test("when the alias was moved back, a next key that was just published does not sign before all know it")
    func movedBack() async throws {
        let (world, rotation) = try await threeKeys()
        let before = try await world.aliases()
        let (old, next) = (try #require(before["alias/x-previous"]), try #require(before["alias/x-next"]))
        try await world.kms.move("alias/x", to: old)
        for _ in 0..<11 {
            _ = try await rotation.run()
            #expect(try await world.aliases()["alias/x"] == old)
            world.now += 60
        }
        world.now += 60
        _ = try await rotation.run()
        #expect(try await world.aliases()["alias/x"] == next)
    }

    @Test("a key before that is made the next one is not retired by what it says of its first time")
    func isNext() async throws {
        let world = try await RotatedKMS.start()
        for _ in 0..<2 {
            try await world.wait()
            _ = try await world.operated().run()
        }
        let old = try #require(try await world.aliases()["alias/x-previous"])
        try await world.kms.createAlias(CreateAliasRequest(aliasName: "alias/x-next", targetKeyID: old))
        world.now += 86_400
        _ = try await world.operated().run()
        #expect(try await world.keys()[old]?.keyState == .enabled)
        world.now += 31 * 86_400
        _ = try await world.operated().run()
        #expect(try await world.aliases()["alias/x"] == old)
    }

    @Test(
        "a time of the future on a key is written anew: nothing waits for it",
        arguments: ["announced", "promoted", "demoted"])
    func future(mark: String) async throws {
        let world = try await RotatedKMS.start()
        for _ in 0..<(mark == "announced" ? 1 : 2) {
            try await world.wait()
            _ = try await world.operated().run()
        }
        let alias = ["announced": "alias/x-next", "promoted": "alias/x", "demoted": "alias/x-previous"][mark] ?? ""
        let before = try await world.aliases()
        try await world.kms.tagResource(
            TagResourceRequest(
                keyID: try #require(before[alias]),
                tags: [Tag(tagKey: "jwt-kms:\(mark)", tagValue: "2999-01-01T00:00:00Z")]))
        for _ in 0..<100 {
            world.now += 86_400
            _ = try await world.operated().run()
        }
        #expect(try await Set(world.aliases().values).isDisjoint(with: before.values))
    }

    @Test("a key before that somebody has deleted can't be moved: it is let go, and the next one signs")
    func deleted() async throws {
        let (world, rotation) = try await threeKeys()
        let before = try await world.aliases()
        let old = try #require(before["alias/x-previous"])
        _ = try await world.kms.scheduleKeyDeletion(ScheduleKeyDeletionRequest(keyID: old, pendingWindowInDays: 30))
        _ = try await rotation.run()
        #expect(try await world.aliases() == before)
        world.now += 7200
        _ = try await rotation.run()
        #expect(
            try await world.aliases() == [
                "alias/x": before["alias/x-next"], "alias/x-previous": before["alias/x"],
            ])
    }

    @Test(
        "a key that has signed is no leftover, though its alias was moved by hand: it is neither deleted nor used again"
    )
    func takenAway() async throws {
        let world = try await RotatedKMS.start()
        for _ in 0..<2 {
            try await world.wait()
            _ = try await world.operated().run()
        }
        let old = try #require(try await world.aliases()["alias/x"])
        try await world.kms.move("alias/x", to: world.kms.makeKey())
        for _ in 0..<40 {
            world.now += 86_400
            _ = try await world.operated().run()
            #expect(try await !world.aliases().values.contains(old))
        }
        #expect(try await world.keys()[old]?.keyState == .enabled)
    }

    @Test("two keys before that somebody has deleted, which have no marks, are both let go")
    func twoDeleted() async throws {
        let world = try await RotatedKMS.start()
        for alias in ["alias/x-previous", "alias/x-previous-2"] {
            let key = try await world.kms.makeKey(alias: alias)
            _ = try await world.kms.scheduleKeyDeletion(ScheduleKeyDeletionRequest(keyID: key, pendingWindowInDays: 30))
        }
        _ = try await world.operated().run()
        #expect(try await Array(world.aliases().keys) == ["alias/x"])
    }

    @Test("an operator who is shown the aliases as they were takes no name from a key that signed a moment ago")
    func stale() async throws {
        let world = try await RotatedKMS.start()
        var policy = RotatedKMS.policy
        policy.period = .seconds(4500)
        let rotation = try KeyRotation("alias/x", policy: policy, client: world.kms, now: { world.now })
        while try await world.aliases().count < 3 {
            let step = try #require(try await rotation.look().plan.steps.first)
            world.now = max(world.now, step.due)
            _ = try await rotation.run()
        }
        // By now one is to be retired, and another is to take its alias.
        world.now += 3600
        let before = try await world.aliases()
        _ = try await rotation.run()
        let after = try await world.aliases()
        #expect(after["alias/x"] == before["alias/x-next"])
        let other = try KeyRotation(
            "alias/x", policy: policy, client: StaleKMS(world.kms, aliases: before), now: { world.now })
        for _ in 0..<5 {
            world.now += 10
            #expect(try await other.run().done.isEmpty)
            #expect(try await world.aliases() == after)
        }
        // And comes again when that is over.
        let due = try #require(try await other.look().plan.steps.first?.due)
        #expect(due > world.now && due < world.now + 60)
    }
}
