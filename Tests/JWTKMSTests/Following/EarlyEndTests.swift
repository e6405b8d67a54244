// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import InMemoryLogging
import KMSAPI
import LocalKMS
import Logging
import Testing

@testable import JWTKMS

@Suite("A key that leaves the aliases before its tokens are over")
struct EarlyEndTests {
    let rotation = FollowedRotation()
    private var kms: LocalKMS { rotation.kms.kms }
    private var errors: [InMemoryLogHandler.Entry] { rotation.log.entries.filter { $0.level >= .error } }

    /// Promotes the next key, and takes the old one out of the aliases after a while.
    private func retire(_ old: String, after pause: Duration, _ keys: KMSKeyCollection) async throws {
        try await kms.createAlias(CreateAliasRequest(aliasName: "alias/x-previous", targetKeyID: old))
        try await kms.move("alias/x", to: kms.makeKey())
        try await keys.resolveAgain()
        rotation.hand.advance(by: pause)
        try await kms.deleteAlias(DeleteAliasRequest(aliasName: "alias/x-previous"))
    }

    private func following() async throws -> (KMSKeyCollection, old: String) {
        let old = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        return (keys, old)
    }

    @Test("one that is to be deleted is an error in the log and the status, until its tokens are over")
    func deleted() async throws {
        let (keys, old) = try await following()
        try await retire(old, after: .seconds(1800), keys)
        _ = try await kms.scheduleKeyDeletion(ScheduleKeyDeletionRequest(keyID: old))
        for _ in 0..<3 { try await keys.resolveAgain() }
        let trouble = try #require(keys.status()[0].troubles.first)
        #expect(trouble.alias == "alias/x" && trouble.error.keyReference == old)
        #expect(errors.count == 1 && "\(errors)".contains(old))
        rotation.hand.advance(by: rotation.policy.retained)
        try await keys.resolveAgain()
        #expect(keys.status()[0].troubles.isEmpty)
    }

    @Test("one that can still be used is one as soon as KMS can't just show an old state, and none if it comes back")
    func enabled() async throws {
        let (keys, old) = try await following()
        try await retire(old, after: .seconds(1800), keys)
        for comesBack in [true, false] {
            try await keys.resolveAgain()
            rotation.hand.advance(by: .seconds(59))
            if comesBack {
                try await kms.createAlias(CreateAliasRequest(aliasName: "alias/x-previous", targetKeyID: old))
            }
            try await keys.resolveAgain()
            #expect(keys.status()[0].troubles.isEmpty)
            if comesBack { try await kms.deleteAlias(DeleteAliasRequest(aliasName: "alias/x-previous")) }
        }
        rotation.hand.advance(by: .seconds(1))
        try await keys.resolveAgain()
        #expect(keys.status()[0].troubles.count == 1 && errors.count == 1)
    }

    @Test("one that is revoked is none, nor one that has had its time by the policy")
    func revokedOrOver() async throws {
        let (keys, old) = try await following()
        try await retire(old, after: rotation.policy.retained, keys)
        let second = try #require(keys.keys[0].arn)
        _ = try await kms.scheduleKeyDeletion(ScheduleKeyDeletionRequest(keyID: old))
        try await keys.resolveAgain()
        try await kms.move("alias/x", to: kms.makeKey())
        try await kms.disableKey(DisableKeyRequest(keyID: second))
        try await keys.resolveAgain()
        rotation.hand.advance(by: .seconds(300))
        try await keys.resolveAgain()
        #expect(keys.status()[0].troubles.isEmpty && errors.isEmpty)
    }

    @Test(
        "a rotator whose tokens live shorter is noticed; one with the service's policy is not", arguments: [600, 3600])
    func rotators(lifetime: Int) async throws {
        let (keys, _) = try await following()
        let now = { @Sendable [hand = rotation.hand] in Date(timeIntervalSince1970: hand.clock.secondsSince1970()) }
        let policy = RotationPolicy(tokenLifetime: .seconds(lifetime), period: .seconds(3 * 3600))
        let rotator = try KeyRotation("alias/x", policy: policy, client: kms, now: now)
        // Two keys are retired, of which the service has seen the second one sign.
        for _ in 0..<(9 * 60) {
            rotation.hand.advance(by: .seconds(60))
            _ = try await rotator.run()
            try await keys.resolveAgain()
        }
        #expect(errors.count == (lifetime == 600 ? 2 : 0))
    }
}
