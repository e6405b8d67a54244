// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Testing

@testable import JWTKMS

@Suite("A step of a rotation, when things are no longer as they were seen")
struct RotationTakingTests {
    private func taking(_ world: RotatedKMS) -> RotationTaking {
        let keys = RotationKeys(client: world.kms, aliases: RotationAliases(current: "alias/x"))
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

    @Test("while another key is being revoked, revoking one more says so and changes nothing")
    func anotherRevocation() async throws {
        let world = try await RotatedKMS.start()
        let other = try await world.kms.makeKey(alias: "alias/x-previous")
        let current = try #require(try await world.aliases()["alias/x"])
        try await world.kms.createAlias(CreateAliasRequest(aliasName: "alias/x-revoked", targetKeyID: other))
        let before = try await world.aliases()
        #expect(await kmsError { try await world.operated().revoke(current) }?.kind == .conflict)
        #expect(try await world.aliases() == before)
        #expect(try await world.keys()[current]?.keyState == .enabled)
    }
}
