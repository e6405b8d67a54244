// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKit
import KMSAPI
import LocalKMS
import Testing

@testable import JWTKMS

@Suite("Following aliases whose keys are of other kinds, or others' too, while KMS hangs")
struct OddKeysTests {
    let rotation = FollowedRotation()
    private var kms: LocalKMS { rotation.kms.kms }

    @Test(
        "an alias that names a key of another kind keeps its last good one",
        arguments: [KeySpec.rsa2048, .eccNISTP384, .hmac256, .mlDSA65, .symmetricDefault, .eccNISTEdwards25519])
    func kinds(spec: KeySpec) async throws {
        _ = try await rotation.threeKeys()
        let keys = rotation.collection()
        let before = try await keys.add(rotating: "alias/x")
        let other =
            spec == .symmetricDefault
            ? try await kms.createKey(CreateKeyRequest(keySpec: spec, keyUsage: .encryptDecrypt)).keyMetadata.arn
            : try await kms.makeKey(spec)
        for alias in ["alias/x-next", "alias/x", "alias/x-previous"] {
            try await kms.deleteAlias(DeleteAliasRequest(aliasName: alias))
            try await kms.createAlias(CreateAliasRequest(aliasName: alias, targetKeyID: other))
        }
        try await keys.resolveAgain()
        #expect(keys.keys == before && keys.status()[0].troubles.count == 3)
        _ = try await keys.sign(Session.ofAnHour)
    }

    @Test("an alias of one rotation may be followed as another's, elsewhere; in one collection that is refused")
    func commonAliases() async throws {
        let (_, current, next) = try await rotation.threeKeys()
        let (keys, other) = (rotation.collection(), rotation.collection())
        try await keys.add(rotating: "alias/x")
        #expect(await kmsError { try await keys.add(rotating: "alias/x-next") }?.kind == .configuration)
        try await other.add(rotating: "alias/x-next")
        try await kms.move("alias/x-previous", to: current)
        try await kms.move("alias/x", to: next)
        try await kms.deleteAlias(DeleteAliasRequest(aliasName: "alias/x-next"))
        for keys in [keys, other] { try await keys.resolveAgain() }
        _ = try await keys.verify(other.sign(Session.ofAnHour), as: Session.self)
    }

    @Test("while KMS hangs, who waits can leave, what is known serves, and what is removed stays so")
    func hangs() async throws {
        let (_, _, next) = try await rotation.threeKeys()
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let token = try await keys.sign(Session.ofAnHour)
        let (gate, _) = rotation.holdReadings()
        let readings = (0..<5).map { _ in Task { try await keys.resolveAgain() } }
        for _ in 0..<50 { await Task.yield() }
        for reading in readings.prefix(4) {
            reading.cancel()
            await #expect(throws: CancellationError.self) { try await reading.value }
        }
        keys.clearPublicKeys()
        _ = try await keys.verify(token, as: Session.self)
        try await kms.move("alias/x", to: next)
        #expect(keys.removeAll() == 1)
        gate.open()
        try? await readings[4].value
        #expect(keys.keys.isEmpty && keys.status().isEmpty)
        try await keys.add(rotating: "alias/x")
        #expect(keys.keys[0].arn == next)
    }
}
