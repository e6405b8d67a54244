// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Testing

@Suite("LocalKMS keeps grants")
struct GrantTests {
    let clock = TestClock()
    let role = "arn:aws:iam::111122223333:role/signer"

    /// Runs a test on a KMS of each kind.
    private func withKMS(inMemory: Bool, _ body: (LocalKMS) async throws -> Void) async throws {
        try await withFolder { folder in
            let now: @Sendable () -> Date = { [clock] in clock.now }
            try await body(inMemory ? LocalKMS(now: now) : try LocalKMS(folder: folder, now: now))
        }
    }

    private func request(
        _ key: KeyMetadata, _ operations: [String] = ["Sign"], name: String? = nil, retiring: String? = nil
    ) -> CreateGrantRequest {
        CreateGrantRequest(
            keyID: key.arn, granteePrincipal: role, retiringPrincipal: retiring, operations: operations, name: name)
    }

    @Test("a grant is stored, listed, and gone once it is revoked", arguments: [true, false])
    func life(inMemory: Bool) async throws {
        try await withKMS(inMemory: inMemory) { kms in
            let key = try await kms.newKey()
            #expect(try await kms.listGrants(.init(keyID: key.keyID)).grants.isEmpty)
            let made = try await kms.createGrant(request(key, ["Sign", "Verify"], name: "x", retiring: role))
            let id = try #require(made.grantID)
            let expected = GrantListEntry(
                request(key, ["Sign", "Verify"], name: "x", retiring: role), keyID: key.arn, grantID: id,
                creationDate: clock.now, issuingAccount: "arn:aws:iam::111122223333:root")
            #expect(try await kms.listGrants(.init(keyID: key.keyID)) == .init(grants: [expected], truncated: false))
            #expect(try await kms.listRetirableGrants(.init(retiringPrincipal: role)).grants == [expected])
            #expect(try await kms.listRetirableGrants(.init(retiringPrincipal: role + "s")).grants.isEmpty)
            try await kms.revokeGrant(.init(keyID: key.keyID, grantID: id))
            #expect(try await kms.listGrants(.init(keyID: key.arn)).grants.isEmpty)
            #expect(await refusal { try await kms.revokeGrant(.init(keyID: key.arn, grantID: id)) }?.kind == .notFound)
        }
    }

    @Test("a grant is retired by a token of it, or by its key and its id")
    func retiring() async throws {
        let kms = LocalKMS()
        let key = try await kms.newKey()
        let (one, two) = (try await kms.createGrant(request(key)), try await kms.createGrant(request(key)))
        #expect(one.grantID != two.grantID)
        try await kms.retireGrant(.init(grantToken: one.grantToken))
        #expect(try await kms.listGrants(.init(keyID: key.arn)).grants.map(\.grantID) == [two.grantID])
        #expect(await refusal { try await kms.retireGrant(.init(grantToken: one.grantToken)) }?.kind == .notFound)
        try await kms.retireGrant(.init(keyID: key.arn, grantID: two.grantID))
        #expect(try await kms.listGrants(.init(keyID: key.arn)).grants.isEmpty)
        #expect(await refusal { try await kms.retireGrant(.init(grantToken: "t")) }?.kind == .invalidGrantToken)
        for request in [
            RetireGrantRequest(), .init(keyID: key.arn), .init(grantToken: two.grantToken, keyID: key.arn),
        ] {
            #expect(await refusal { try await kms.retireGrant(request) }?.kind == .validation)
        }
    }

    @Test("a repeated request of a name makes no second grant, and gets another token")
    func names() async throws {
        let kms = LocalKMS()
        let key = try await kms.newKey()
        let one = try await kms.createGrant(request(key, name: "deploy"))
        let two = try await kms.createGrant(request(key, name: "deploy"))
        #expect(one.grantID == two.grantID && one.grantToken != two.grantToken)
        let other = try await kms.createGrant(request(key, ["Verify"], name: "deploy"))
        #expect(other.grantID != one.grantID)
        #expect(try await kms.listGrants(.init(keyID: key.arn)).grants.count == 2)
        try await kms.retireGrant(.init(grantToken: two.grantToken))
        #expect(try await kms.listGrants(.init(keyID: key.arn)).grants.map(\.grantID) == [other.grantID])
    }

    @Test("grants are filtered and listed in pages")
    func pages() async throws {
        let kms = LocalKMS()
        let key = try await kms.newKey()
        var ids: Set<String?> = []
        for _ in 1...5 { ids.insert(try await kms.createGrant(request(key)).grantID) }
        var other = request(key)
        other.granteePrincipal = "arn:aws:iam::111122223333:role/other"
        let id = try await kms.createGrant(other).grantID
        #expect(try await kms.listGrants(.init(keyID: key.arn, grantID: id)).grants.map(\.grantID) == [id])
        #expect(
            try await Set(kms.listGrants(.init(keyID: key.arn, granteePrincipal: role)).grants.map(\.grantID)) == ids)
        var (found, marker): (Set<String?>, String?) = ([], nil)
        repeat {
            let page = try await kms.listGrants(.init(keyID: key.arn, limit: 4, marker: marker))
            found.formUnion(page.grants.map(\.grantID))
            marker = page.nextMarker
        } while marker != nil
        #expect(found == ids.union([id]))
        let refused: [(ListGrantsRequest, KMSError.Kind)] = [
            (.init(keyID: key.arn, grantID: "x"), .invalidGrantID), (.init(keyID: key.arn, limit: 101), .validation),
            (.init(keyID: key.arn, grantID: String(repeating: "0", count: 64)), .notFound),
            (.init(keyID: key.arn, marker: "x"), .invalidMarker), (.init(keyID: "alias/none"), .notFound),
        ]
        for (request, kind) in refused {
            #expect(await refusal { _ = try await kms.listGrants(request) }?.kind == kind)
        }
    }

    @Test("a grant allows only what its key supports")
    func operations() async throws {
        let kms = LocalKMS()
        func refused(_ spec: KeySpec, _ usage: KeyUsage, _ operations: [String]) async throws -> KMSError.Kind? {
            let key = try await kms.createKey(.init(keySpec: spec, keyUsage: usage)).keyMetadata
            do { _ = try await kms.createGrant(request(key, operations)) } catch let error as KMSError {
                return error.kind
            }
            return nil
        }
        let common = ["CreateGrant", "DescribeKey", "RetireGrant"]
        #expect(try await refused(.eccNISTP256, .signVerify, ["Sign", "Verify", "GetPublicKey"] + common) == nil)
        #expect(try await refused(.hmac256, .generateVerifyMAC, ["GenerateMac", "VerifyMac"] + common) == nil)
        #expect(try await refused(.eccNISTP256, .keyAgreement, ["DeriveSharedSecret"] + common) == nil)
        #expect(try await refused(.symmetricDefault, .encryptDecrypt, ["Encrypt", "GenerateDataKey"] + common) == nil)
        #expect(try await refused(.rsa2048, .encryptDecrypt, ["Encrypt", "ReEncryptTo", "GetPublicKey"]) == nil)
        #expect(try await refused(.eccNISTP256, .signVerify, ["GenerateMac"]) == .validation)
        #expect(try await refused(.hmac256, .generateVerifyMAC, ["GetPublicKey"]) == .validation)
        #expect(try await refused(.symmetricDefault, .encryptDecrypt, ["Sign"]) == .validation)
        #expect(try await refused(.rsa2048, .encryptDecrypt, ["GenerateDataKey"]) == .validation)
        #expect(try await refused(.eccNISTP256, .signVerify, []) == .validation)
        #expect(try await refused(.eccNISTP256, .signVerify, ["Frobnicate"]) == .validation)
    }

    @Test("what is no grant is refused")
    func refusals() async throws {
        let kms = LocalKMS()
        let key = try await kms.newKey()
        let service = "acm.us-east-1.amazonaws.com"
        func refused(_ change: (inout CreateGrantRequest) -> Void) async -> KMSError.Kind? {
            var request = request(key)
            change(&request)
            return await refusal { _ = try await kms.createGrant(request) }?.kind
        }
        #expect(await refused { $0.granteePrincipal = nil } == .validation)
        #expect(await refused { $0.granteeServicePrincipal = service } == .validation)
        #expect(await refused { ($0.granteePrincipal, $0.granteeServicePrincipal) = (nil, service) } == .validation)
        #expect(await refused { $0.granteePrincipal = "no principal" } == .validation)
        #expect(await refused { ($0.retiringPrincipal, $0.retiringServicePrincipal) = (role, service) } == .validation)
        #expect(await refused { $0.name = "a b" } == .validation)
        #expect(await refused { $0.name = "" } == .validation)
        #expect(await refused { $0.constraints = .init(encryptionContextEquals: ["a": "b"]) } == .validation)
        #expect(await refused { $0.dryRun = true } == .dryRunOperation)
        #expect(await refused { $0.keyID = "alias/none" } == .notFound)
        let good = CreateGrantRequest(
            keyID: key.arn, granteeServicePrincipal: service, retiringPrincipal: role, operations: ["Sign"],
            constraints: .init(sourceARN: "arn:aws:acm:us-east-1:111122223333:certificate/x"))
        _ = try await kms.createGrant(good)
        #expect(try await kms.listGrants(.init(keyID: key.arn)).grants.map(\.constraints) == [good.constraints])
        #expect(try await kms.listGrants(.init(keyID: key.arn, granteeServicePrincipal: service)).grants.count == 1)
    }

    @Test("a disabled key gets no grant, and keeps those that it has")
    func states() async throws {
        let kms = LocalKMS()
        let key = try await kms.newKey()
        let id = try #require(try await kms.createGrant(request(key)).grantID)
        try await kms.disableKey(.init(keyID: key.arn))
        #expect(await refusal { _ = try await kms.createGrant(request(key)) }?.kind == .disabled)
        _ = try await kms.scheduleKeyDeletion(.init(keyID: key.arn))
        #expect(await refusal { _ = try await kms.createGrant(request(key)) }?.kind == .kmsInvalidState)
        #expect(try await kms.listGrants(.init(keyID: key.arn)).grants.map(\.grantID) == [id])
        let dry = RevokeGrantRequest(keyID: key.arn, grantID: id, dryRun: true)
        #expect(await refusal { try await kms.revokeGrant(dry) }?.kind == .dryRunOperation)
        try await kms.revokeGrant(.init(keyID: key.arn, grantID: id))
    }
}
