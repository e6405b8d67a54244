// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Testing

@testable import JWTKMS

@Suite("Revoking a key of a rotation")
struct RevocationTests {
    @Test(
        "the next key signs at once, or one that is made; the old one is disabled, and no alias names it",
        arguments: [true, false])
    func revokes(withNext: Bool) async throws {
        let world = try await RotatedKMS.start()
        if withNext {
            try await world.wait()
            _ = try await world.operated().run()
        }
        let before = try await world.aliases()
        let report = try await world.operated().revoke()
        #expect(report.done.first?.action == .revoke(keyID: before["alias/x"] ?? ""))
        let after = try await world.aliases()
        #expect(Array(after.keys) == ["alias/x"])
        #expect(after["alias/x"] != before["alias/x"])
        if withNext { #expect(after["alias/x"] == before["alias/x-next"]) }
        let keys = try await world.keys()
        #expect(keys[before["alias/x"] ?? ""]?.keyState == .disabled)
        #expect(keys[after["alias/x"] ?? ""]?.keyState == .enabled)
        #expect(keys.count == 2)
    }

    @Test("a key before, or the next one, is revoked by its id, and the one that signs goes on")
    func byID() async throws {
        for role in ["alias/x-previous", "alias/x-next"] {
            let world = try await RotatedKMS.start()
            for _ in 0..<(role == "alias/x-next" ? 1 : 2) {
                try await world.wait()
                _ = try await world.operated().run()
            }
            let before = try await world.aliases()
            let bad = try #require(before[role])
            let promoted = try await world.operated().look().state.current.marks.promoted
            let arn = try #require(try await world.keys()[bad]?.arn)
            _ = try await world.operated().revoke(role == "alias/x-next" ? bad : arn)
            let after = try await world.aliases()
            #expect(after["alias/x"] == before["alias/x"] && !after.values.contains(bad))
            #expect(try await world.keys()[bad]?.keyState == .disabled)
            // The period of the one that signs goes on too.
            #expect(try await world.operated().look().state.current.marks.promoted == promoted)
            // It is kept for whoever looks into it, and is no leftover.
            let made = world.kms.faults.calls(of: .createKey)
            for _ in 0..<8 {
                world.now += 10 * 86_400
                _ = try await world.operated().run()
            }
            #expect(world.kms.faults.calls(of: .createKey) > made, "leftovers are looked for before a key is made")
            #expect(try await world.keys()[bad]?.keyState == .disabled)
        }
    }

    @Test("a second operator does not revoke what the first has just put in its place, unless it is named")
    func twice() async throws {
        let world = try await RotatedKMS.start()
        _ = try await world.operated().revoke()
        let aliases = try await world.aliases()
        // The last who reads the aliases knows it after six minutes.
        world.now += 359
        let error = await kmsError { try await world.operated().revoke() }
        #expect(error?.kind == .configuration && error?.message.contains(aliases["alias/x"] ?? "?") == true)
        #expect(try await world.aliases() == aliases)
        _ = try await world.operated().revoke(aliases["alias/x"])
        #expect(try await world.aliases() != aliases)
        #expect(await kmsError { try await world.operated().revoke("00000000-0000-0000-0000-000000000000") } != nil)
    }

    @Test("an operator who is shown the aliases as they were revokes no key whose place another has just taken")
    func stale() async throws {
        for withNext in [false, true] {
            let world = try await RotatedKMS.start()
            if withNext {
                try await world.wait()
                _ = try await world.operated().run()
            }
            let before = try await world.aliases()
            _ = try await world.operated().revoke()
            let after = try await world.aliases()
            world.now += 59
            for key in [nil, before["alias/x"]] {
                let other = try world.operated(by: StaleKMS(world.kms, aliases: before))
                #expect(await kmsError { try await other.revoke(key) }?.kind == .conflict)
                #expect(try await world.aliases() == after)
            }
            #expect(try await world.leaked().isEmpty)
        }
    }

    @Test("a run that is shown a revocation as it was does not begin it anew")
    func staleRun() async throws {
        let world = try await RotatedKMS.start()
        let bad = try #require(try await world.aliases()["alias/x"])
        _ = try await world.operated().revoke()
        let after = try await world.aliases()
        let other = try world.operated(
            by: StaleKMS(world.kms, aliases: ["alias/x": bad, "alias/x-revoked": bad]))
        world.now += 59
        #expect(await kmsError { try await other.revoke() }?.kind == .conflict)
        let report = try await other.run()
        #expect(report.done.isEmpty && report.plan.steps.map(\.action) == [.revoke(keyID: bad)])
        // Nobody is told to enable it.
        #expect(report.plan.obstacles.map { "\($0)".contains("is being revoked") } == [true])
        #expect(try await world.aliases() == after)
        // Where that is how things are, it is finished when all see it.
        try await world.kms.createAlias(CreateAliasRequest(aliasName: "alias/x-revoked", targetKeyID: bad))
        try await world.kms.move("alias/x", to: bad)
        world.now += 2
        _ = try await world.operated().run()
        #expect(try await Array(world.aliases().keys) == ["alias/x"])
        #expect(try await world.aliases()["alias/x"] != bad)
    }

    @Test("where another key signs before the next one takes the revoked one's place, the next one stays what it was")
    func otherSigns() async throws {
        let world = try await RotatedKMS.start()
        try await world.wait()
        _ = try await world.operated().run()
        let update = try await number(of: .updateAlias, withNext: true)
        let before = try await world.aliases()
        let other = try #require(KeyARN(try await world.kms.makeKey())?.keyID)
        let client = InterruptedKMS(world.kms)
        // Before the look that is made just before the change.
        client.interrupt(update - 1, .meanwhile { try await world.kms.move("alias/x", to: other) })
        _ = try await world.operated(by: client).revoke()
        let next = try #require(before["alias/x-next"])
        #expect(try await world.aliases() == ["alias/x": other, "alias/x-next": next])
        let keys = try await world.keys()
        #expect(keys[next]?.keyState == .enabled && keys[before["alias/x"] ?? ""]?.keyState == .disabled)
    }

    @Test("a revocation that is broken off before another key signs is finished at once, by a run or by who revokes")
    func finishedAtOnce() async throws {
        for byRun in [true, false] {
            let world = try await RotatedKMS.start()
            let bad = try #require(try await world.aliases()["alias/x"])
            let client = InterruptedKMS(world.kms)
            client.interrupt(try await number(of: .createKey), .before)
            await #expect(throws: InterruptedKMS.BrokenOff.self) { try await world.operated(by: client).revoke() }
            #expect(try await world.keys()[bad]?.keyState == .enabled)
            if byRun { _ = try await world.operated().run() } else { _ = try await world.operated().revoke() }
            #expect(try await Array(world.aliases().keys) == ["alias/x"])
            #expect(try await world.keys()[bad]?.keyState == .disabled)
        }
    }

    @Test("what revoking does is said before: which key signs then, and whether others use the one that goes")
    func consequences() async throws {
        let world = try await RotatedKMS.start()
        let bad = try #require(try await world.aliases()["alias/x"])
        let rotation = try world.operated()
        #expect(try await rotation.consequences(ofRevoking: bad, rotation.look().state).replacement == nil)
        try await world.wait()
        _ = try await rotation.run()
        let state = try await rotation.look().state
        #expect(try await rotation.consequences(ofRevoking: bad, state).replacement == state.next)
        let next = try #require(state.next?.keyID)
        #expect(try await rotation.consequences(ofRevoking: next, state).replacement == state.current)
        #expect(try await !rotation.consequences(ofRevoking: bad, state).hasOtherNames)
        try await world.kms.createAlias(CreateAliasRequest(aliasName: "alias/other", targetKeyID: bad))
        #expect(try await rotation.consequences(ofRevoking: bad, state).hasOtherNames)
    }

    @Test("a next key that can't sign in the place of the one that is revoked is next no more, and its alias is free")
    func unfitNext() async throws {
        let world = try await RotatedKMS.start()
        try await world.wait()
        _ = try await world.operated().run()
        let before = try await world.aliases()
        try await world.kms.disableKey(DisableKeyRequest(keyID: try #require(before["alias/x-next"])))
        _ = try await world.operated().revoke()
        let after = try await world.aliases()
        #expect(Array(after.keys) == ["alias/x"] && !before.values.contains(after["alias/x"] ?? ""))
        #expect(try await world.keys()[before["alias/x"] ?? ""]?.keyState == .disabled)
    }

    @Test("a tag that can't be written is told, and keeps nobody from revoking a key")
    func untagged() async throws {
        let world = try await RotatedKMS.start()
        try await world.wait()
        _ = try await world.operated().run()
        let before = try await world.aliases()
        world.kms.faults.fail(of: .tagResource, with: KMSError(.accessDenied, message: "no tags"))
        #expect(await kmsError { try await world.operated().revoke(before["alias/x"]) }?.operation == .tagResource)
        #expect(try await world.aliases() == ["alias/x": before["alias/x-next"]])
        #expect(try await world.keys()[before["alias/x"] ?? ""]?.keyState == .disabled)
    }

    @Test(
        "a promotion that was broken off before it was written down is one of a moment ago: who names no key revokes none"
    )
    func halfPromoted() async throws {
        let world = try await RotatedKMS.start()
        try await world.wait()
        _ = try await world.operated().run()
        try await world.wait()
        let next = try #require(try await world.aliases()["alias/x-next"])
        let client = InterruptedKMS(world.kms)
        while try await world.aliases()["alias/x"] != next {
            client.interrupt(client.calls.count + 1, .before)
            _ = try? await world.operated(by: client).run()
        }
        #expect(try await world.operated().look().state.current.marks.promoted == nil)
        let error = await kmsError { try await world.operated().revoke() }
        #expect(error?.kind == .configuration && error?.message.contains("name its id") == true)
        #expect(try await world.keys()[next]?.keyState == .enabled)
        _ = try await world.operated().revoke(next)
        #expect(try await world.keys()[next]?.keyState == .disabled)
    }

    @Test("the ARN of another key, whatever its id, and an alias revoke nothing")
    func otherARN() async throws {
        let world = try await RotatedKMS.start()
        let key = try #require(try await world.aliases()["alias/x"])
        for name in [
            "arn:aws:kms:eu-west-1:111122223333:key/\(key)", "arn:aws:kms:us-east-1:999999999999:key/\(key)",
            "alias/x", "alias/x-previous", "arn:aws:kms:us-east-1:111122223333:alias/x",
        ] {
            #expect(await kmsError { try await world.operated().revoke(name) }?.kind == .configuration)
            #expect(try await world.keys()[key]?.keyState == .enabled)
        }
        _ = try await world.operated().revoke("arn:aws:kms:us-east-1:111122223333:key/\(key)")
        #expect(try await world.keys()[key]?.keyState == .disabled)
        // Nor is one that has its id told to be out of use.
        let name = "arn:aws:kms:us-east-1:999999999999:key/\(key)"
        #expect(await kmsError { try await world.operated().revoke(name) }?.kind == .configuration)
    }

    @Test(
        "where KMS shows aliases as they were, the key behind one that is revoked keeps its name, and the next run ends it",
        arguments: 0..<3)
    func shownLate(index: Int) async throws {
        let world = try await RotatedKMS.start()
        try await world.hurry(steps: 5)
        let before = try await world.aliases()
        try #require(before["alias/x-previous-2"] != nil)
        let bad = try #require(before[["alias/x", "alias/x-previous", "alias/x-previous-2"][index]])
        world.kms.faults.showAliasChanges(after: .seconds(20))
        _ = try await world.operated().revoke(bad)
        #expect(try await world.keys()[bad]?.keyState == .disabled)
        world.now += 61
        _ = try await world.operated().run()
        world.kms.faults.clear()
        let after = try await world.aliases()
        #expect(Set(after.values) == Set(before.values).subtracting([bad]))
        #expect(after["alias/x-revoked"] == nil)
    }

    @Test("a revocation that fails before another key signs goes on at once, though the key was disabled by hand")
    func disabledByHand() async throws {
        let world = try await RotatedKMS.start()
        let bad = try #require(try await world.aliases()["alias/x"])
        world.kms.faults.fail(of: .createKey, with: KMSError(.accessDenied, message: "no keys"))
        #expect(await kmsError { try await world.operated().revoke() }?.kind == .accessDenied)
        try await world.kms.disableKey(DisableKeyRequest(keyID: bad))
        world.now += 1
        _ = try await world.operated().revoke()
        #expect(try await Array(world.aliases().keys) == ["alias/x"])
        #expect(try await world.aliases()["alias/x"] != bad)
    }

    @Test("a time of the future on the key that signs keeps nobody from revoking it")
    func future() async throws {
        let world = try await RotatedKMS.start()
        let bad = try #require(try await world.aliases()["alias/x"])
        let tag = Tag(tagKey: "jwt-kms:promoted", tagValue: "2999-01-01T00:00:00Z")
        try await world.kms.tagResource(TagResourceRequest(keyID: bad, tags: [tag]))
        _ = try await world.operated().revoke()
        #expect(try await world.keys()[bad]?.keyState == .disabled)
    }

    @Test("a key that is to be deleted already, or gone, is revoked all the same", arguments: [false, true])
    func deletedAlready(isGone: Bool) async throws {
        let world = try await RotatedKMS.start()
        let bad = try #require(try await world.aliases()["alias/x"])
        let client = InterruptedKMS(world.kms)
        // When another signs already, and before the old one is disabled.
        client.interrupt(try await number(of: .disableKey), .before)
        await #expect(throws: InterruptedKMS.BrokenOff.self) { try await world.operated(by: client).revoke() }
        _ = try await world.kms.scheduleKeyDeletion(ScheduleKeyDeletionRequest(keyID: bad, pendingWindowInDays: 7))
        if isGone { world.now += 8 * 86_400 }
        _ = try await world.operated().run()
        #expect(try await Array(world.aliases().keys) == ["alias/x"])
        #expect(try await world.aliases()["alias/x"] != bad)
    }

    @Test(
        "the key that signs is revoked though it is to be deleted, and so has no other name, wherever that breaks off")
    func toBeDeleted() async throws {
        var (call, wasBroken) = (1, true)
        while wasBroken {
            let world = try await RotatedKMS.start()
            let bad = try #require(try await world.aliases()["alias/x"])
            _ = try await world.kms.scheduleKeyDeletion(ScheduleKeyDeletionRequest(keyID: bad, pendingWindowInDays: 7))
            let client = InterruptedKMS(world.kms)
            client.interrupt(call, .before)
            do {
                _ = try await world.operated(by: client).revoke()
                wasBroken = false
            } catch is InterruptedKMS.BrokenOff {
                _ = try await world.operated().run()
                if try await world.aliases()["alias/x"] == bad { _ = try await world.operated().revoke() }
            }
            #expect(try await Array(world.aliases().keys) == ["alias/x"], "call \(call)")
            #expect(try await world.aliases()["alias/x"] != bad, "call \(call)")
            #expect(try await world.keys().count == 2, "call \(call): what was made is used")
            call += 1
        }
        #expect(call > 10)
    }

    @Test("a key that is gone before it could be disabled is revoked")
    func goneMeanwhile() async throws {
        let world = try await RotatedKMS.start()
        let bad = try #require(try await world.aliases()["alias/x"])
        let client = InterruptedKMS(world.kms)
        let call = try await number(of: .disableKey)
        client.interrupt(
            call,
            .meanwhile {
                _ = try await world.kms.scheduleKeyDeletion(
                    ScheduleKeyDeletionRequest(keyID: bad, pendingWindowInDays: 7))
                world.now += 8 * 86_400
            })
        _ = try await world.operated(by: client).revoke()
        #expect(try await Array(world.aliases().keys) == ["alias/x"])
        #expect(try await world.keys()[bad] == nil)
    }

    /// The number of the first call of this kind, where nothing interrupts.
    private func number(of operation: KMSOperation, withNext: Bool = false) async throws -> Int {
        let world = try await RotatedKMS.start()
        if withNext {
            try await world.wait()
            _ = try await world.operated().run()
        }
        let client = InterruptedKMS(world.kms)
        _ = try await world.operated(by: client).revoke()
        return try #require(client.calls.firstIndex(of: operation)) + 1
    }

    @Test(
        "broken off at any call, the next run finishes it: the old key is out, one signs, none is left over",
        arguments: [true, false])
    func crashes(withNext: Bool) async throws {
        var (call, wasBroken, count) = (1, true, 0)
        while wasBroken {
            for interruption in [InterruptedKMS.Interruption.before, .after] {
                let world = try await RotatedKMS.start()
                if withNext {
                    try await world.wait()
                    _ = try await world.operated().run()
                }
                let bad = try #require(try await world.aliases()["alias/x"])
                let client = InterruptedKMS(world.kms)
                client.interrupt(call, interruption)
                do {
                    _ = try await world.operated(by: client).revoke()
                    wasBroken = false
                } catch is InterruptedKMS.BrokenOff {
                    count += 1
                    // Where nothing was written down yet, the operator asks again.
                    _ = try await world.operated().run()
                    if try await world.keys()[bad]?.keyState == .enabled { _ = try await world.operated().revoke(bad) }
                }
                #expect(try await Array(world.aliases().keys) == ["alias/x"], "call \(call)")
                let keys = try await world.keys()
                #expect(keys[bad]?.keyState == .disabled && keys.count == 2, "call \(call)")
                #expect(try await world.leaked().isEmpty, "call \(call)")
            }
            call += 1
        }
        #expect(count >= 30)
    }
}
