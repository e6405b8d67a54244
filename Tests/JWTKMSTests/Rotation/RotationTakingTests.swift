// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Testing

@testable import JWTKMS

@Suite("A step of a rotation, when things are no longer as they were seen")
struct RotationTakingTests {
    private func taking(_ world: RotatedKMS, by client: InterruptedKMS? = nil) -> RotationTaking {
        let keys = RotationKeys(
            client: client ?? InterruptedKMS(world.kms), aliases: RotationAliases(current: "alias/x"))
        return RotationTaking(keys: keys, policy: RotatedKMS.policy, now: { world.now })
    }

    @Test("a key that signs again, or is to sign, is not deleted", arguments: ["alias/x", "alias/x-next"])
    func isNamed(alias: String) async throws {
        let world = try await RotatedKMS.start()
        for _ in 0..<2 {
            try await world.wait()
            _ = try await world.operated().run()
        }
        let state = try await world.operated().look().state
        let old = try #require(state.keysBefore.first?.keyID)
        if alias == "alias/x" {
            try await world.kms.move(alias, to: old)
        } else {
            try await world.kms.createAlias(CreateAliasRequest(aliasName: alias, targetKeyID: old))
        }
        let before = try await world.aliases()
        let error = await kmsError {
            try await taking(world).take(RotationStep(action: .retire(keyID: old), due: world.now), state)
        }
        #expect(error?.kind == .conflict && error?.isRetryable == true)
        #expect(try await world.aliases() == before)
        #expect(try await world.keys()[old]?.keyState == .enabled)
    }

    @Test("an alias that names another key by now is neither moved nor deleted")
    func movedAliases() async throws {
        let world = try await RotatedKMS.start()
        let (first, second) = (try await world.kms.makeKey(), try await world.kms.makeKey())
        let before = try await world.aliases()
        for change in [
            RotationAliases.Change.update("alias/x", from: first, keyID: second), .delete("alias/x", keyID: first),
            .create("alias/x", keyID: first),
        ] {
            #expect(await kmsError { try await taking(world).apply(change) }?.kind == .conflict)
            #expect(try await world.aliases() == before)
        }
        // What is as it was wanted is no error: an answer may have been lost.
        let current = try #require(before["alias/x"])
        try await taking(world).apply(.create("alias/x", keyID: current))
        try await taking(world).apply(.update("alias/x", from: first, keyID: current))
        try await taking(world).apply(.delete("alias/x-next", keyID: first))
        #expect(try await world.aliases() == before)
    }

    @Test("while another key is being revoked, that is finished first; where it can't be, the error is of that one")
    func anotherRevocation() async throws {
        let world = try await RotatedKMS.start()
        let other = try #require(KeyARN(try await world.kms.makeKey(alias: "alias/x-previous"))?.keyID)
        let current = try #require(try await world.aliases()["alias/x"])
        try await world.kms.createAlias(CreateAliasRequest(aliasName: "alias/x-revoked", targetKeyID: other))
        world.kms.faults.fail(of: .disableKey, with: KMSError(.accessDenied, message: "not yours"))
        let error = await kmsError { try await world.operated().revoke(current) }
        #expect(error?.kind == .accessDenied)
        #expect(try await world.aliases()["alias/x"] == current)
        _ = try await world.operated().revoke(current)
        let (aliases, keys) = (try await world.aliases(), try await world.keys())
        #expect(Array(aliases.keys) == ["alias/x"] && aliases["alias/x"] != current)
        #expect(keys[current]?.keyState == .disabled && keys[other]?.keyState == .disabled)
    }

    @Test("a key that is revoked already is revoked by nobody again; one of somebody else's is none of the rotation's")
    func revokedBefore() async throws {
        let world = try await RotatedKMS.start()
        let bad = try #require(try await world.aliases()["alias/x"])
        _ = try await world.operated().revoke(bad)
        let (aliases, calls) = (try await world.aliases(), world.kms.faults.calls(of: .disableKey))
        let report = try await world.operated().revoke(bad)
        #expect(report.done.isEmpty)
        #expect(try await world.aliases() == aliases && world.kms.faults.calls(of: .disableKey) == calls)
        // One that somebody has enabled again is not out of use, and no alias names it.
        try await world.kms.enableKey(EnableKeyRequest(keyID: bad))
        #expect(await kmsError { try await world.operated().revoke(bad) }?.kind == .configuration)
        let others = try await world.kms.makeKey(alias: "alias/y")
        try await world.kms.disableKey(DisableKeyRequest(keyID: others))
        #expect(await kmsError { try await world.operated().revoke(others) }?.kind == .configuration)
    }

    @Test("a key that was given a name between the look and its deletion is brought back")
    func broughtBack() async throws {
        let world = try await RotatedKMS.start()
        let key = try #require(KeyARN(try await world.kms.makeKey(alias: "alias/z"))?.keyID)
        try await world.kms.deleteAlias(DeleteAliasRequest(aliasName: "alias/z"))
        let client = InterruptedKMS(world.kms)
        // After the look at -next, alias/x and the aliases of the key.
        client.interrupt(
            4,
            .meanwhile {
                try await world.kms.updateAlias(UpdateAliasRequest(aliasName: "alias/x", targetKeyID: key))
            })
        let error = await kmsError { try await taking(world, by: client).scheduleDeletion(key) }
        #expect(error?.kind == .conflict)
        #expect(world.kms.faults.calls(of: .scheduleKeyDeletion) == 1)
        #expect(try await world.keys()[key]?.keyState == .enabled)
    }

    @Test("a key that encrypts is rotated by nobody: what it encrypted would be lost with it")
    func encrypts() async throws {
        let world = try await RotatedKMS.start()
        let client = InterruptedKMS(world.kms)
        client.answersKeyUsage(.encryptDecrypt)
        let error = await kmsError { try await world.operated(by: client).run() }
        #expect(error?.kind == .configuration && error?.message.contains("ENCRYPT_DECRYPT") == true)
    }

    @Test("a key whose tags leave no room for those of the rotation is copied by nobody, and nothing is made")
    func tags() async throws {
        let world = try await RotatedKMS.start()
        let current = try #require(try await world.aliases()["alias/x"])
        func tag(_ count: Int) async throws {
            let tags = (0..<count).map { Tag(tagKey: "t\($0)", tagValue: "v") }
            try await world.kms.tagResource(TagResourceRequest(keyID: current, tags: tags))
        }
        try await tag(47)
        try await world.wait()
        let error = await kmsError { try await world.operated().run() }
        #expect(error?.kind == .configuration && error?.message.contains("47 tags") == true)
        #expect(try await world.keys().count == 1)
        try await world.kms.untagResource(UntagResourceRequest(keyID: current, tagKeys: ["t46"]))
        for _ in 0..<3 {
            _ = try await world.operated().run()
            try await world.wait()
        }
        #expect(try await world.keys().count > 1)
    }

    @Test(
        "the names that a rotation makes of an alias are none that is rotated",
        arguments: ["alias/x-next", "alias/x-revoked", "alias/x-previous", "alias/x-previous-9"])
    func companions(alias: String) throws {
        let error = #expect(throws: KMSError.self) { try RotationAliases(naming: alias) }
        #expect(error?.kind == .configuration && error?.message.contains("the rotation of alias/x uses") == true)
        for other in ["alias/x-previous-10", "alias/x-nextday", "alias/-next-x"] {
            _ = try RotationAliases(naming: other)
        }
    }
}
