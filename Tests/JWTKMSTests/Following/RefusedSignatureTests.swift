// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKit
import KMSAPI
import LocalKMS
import Testing

@testable import JWTKMS

@Suite("Signing while the key that signs is revoked", .timeLimit(.minutes(1)))
struct RefusedSignatureTests {
    let rotation = FollowedRotation()
    private var kms: LocalKMS { rotation.kms.kms }

    /// Whether an issuer signs with its key.
    private func signs(_ keys: KMSKeyCollection, _ arn: String) async throws -> Bool {
        let token = try await keys.sign(Session.ofAnHour)
        return try kid(token) == keys.keys.first { $0.arn == arn }?.kid
    }

    @Test("after an emergency an issuer signs at once with the new key", arguments: [KeySpec.eccNISTP256, .hmac256])
    func emergency(spec: KeySpec) async throws {
        let old = try await kms.makeKey(spec, alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let token = try await keys.sign(Session.ofAnHour)
        let date = { @Sendable [hand = rotation.hand] in Date(timeIntervalSince1970: hand.clock.secondsSince1970()) }
        let report = try await KeyRotation("alias/x", policy: rotation.policy, client: kms, now: date).revoke(old)
        let before = rotation.reads.count
        let new = try await keys.sign(Session.ofAnHour)
        #expect(try kid(new) != kid(token))
        #expect(keys.keys.first?.arn?.hasSuffix(report.state.current.keyID) == true)
        #expect(rotation.reads.dropFirst(before).contains("alias/x"))
        // Tokens of the old key are bad, not unchecked.
        #expect(await jwtError { try await keys.verify(token, as: Session.self) }?.errorType == .unknownKID)
        _ = try await keys.verify(new, as: Session.self)
    }

    @Test("a verifier that asks KMS takes tokens of a revoked HMAC key for bad ones at once")
    func verifying() async throws {
        let old = try await kms.makeKey(.hmac256, alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let token = try await keys.sign(Session.ofAnHour)
        try await kms.move("alias/x", to: kms.makeKey(.hmac256))
        try await kms.disableKey(DisableKeyRequest(keyID: old))
        #expect(await jwtError { try await keys.verify(token, as: Session.self) }?.errorType == .unknownKID)
    }

    @Test(
        "many callers share one reading and sign with the new key, whatever KMS says of the old one",
        arguments: [KMSError.Kind.disabled, .kmsInvalidState, .notFound])
    func shared(kind: KMSError.Kind) async throws {
        let old = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let next = try await kms.makeKey()
        try await kms.move("alias/x", to: next)
        rotation.kms.change { hooks in
            hooks.sign = { request, answer in
                if request.keyID == old { throw KMSError(kind, message: "no more") }
                return answer
            }
        }
        let before = rotation.read.count
        let callers = (0..<200).map { _ in Task { try await keys.sign(Session.ofAnHour) } }
        let kids = try await Set(callers.asyncMap { try await kid($0.value) })
        #expect(kids == [keys.keys[0].kid])
        #expect(keys.keys[0].arn == next)
        // The three aliases, and the key that left them.
        #expect(rotation.read.count - before == 4)
    }

    @Test("a key that stays disabled makes a reading once in a while, however many sign, and the error is retryable")
    func bounded() async throws {
        let key = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        try await kms.disableKey(DisableKeyRequest(keyID: key))
        let before = rotation.read.count
        var readings: [Int] = []
        for _ in 0..<16 {
            for _ in 0..<10 {
                let error = await kmsError { try await keys.sign(Session.ofAnHour) }
                #expect(error?.kind == .disabled && error?.isRetryable == true)
                #expect(error?.description.contains("alias/x") == true)
            }
            readings.append((rotation.read.count - before) / 3)
            rotation.hand.advance(by: .seconds(1))
        }
        // At once, and after 1, 2, 4 and 8 s.
        #expect(readings == [1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5])
        // No reading tells that it can be used again: it is tried by each call.
        try await kms.enableKey(EnableKeyRequest(keyID: key))
        #expect(try await signs(keys, key))
    }

    @Test("an alias that KMS shows as it was is read again soon; a second emergency is noticed as fast")
    func late() async throws {
        let first = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        kms.faults.showAliasChanges(after: .seconds(5))
        var old = first
        for _ in 0..<3 {
            let new = try await kms.makeKey()
            try await kms.move("alias/x", to: new)
            try await kms.disableKey(DisableKeyRequest(keyID: old))
            var seconds = 0
            while (try? await signs(keys, new)) != true, seconds < 30 {
                rotation.hand.advance(by: .seconds(1))
                seconds += 1
            }
            #expect(seconds <= 8)
            old = new
        }
    }

    @Test("a reading that began before KMS refused is waited for, and another follows if it told nothing new")
    func underWay() async throws {
        let old = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let (gate, hasBegun) = (Gate(), Gate())
        rotation.kms.change { hooks in
            hooks.getPublicKey = { [kms] request in
                let answer = try await kms.getPublicKey(request)
                // The alias is read before it moves, and told after.
                if request.keyID == "alias/x" {
                    hasBegun.open()
                    await gate.pass()
                }
                return answer
            }
        }
        let reading = Task { try await keys.resolveAgain() }
        await hasBegun.pass()
        let new = try await kms.makeKey()
        try await kms.move("alias/x", to: new)
        try await kms.disableKey(DisableKeyRequest(keyID: old))
        let token = Task { try await keys.sign(Session.ofAnHour) }
        while rotation.kms.count(.sign) == 0 { await Task.yield() }
        gate.open()
        try await reading.value
        #expect(try await kid(token.value) == keys.keys.first { $0.arn == new }?.kid)
    }

    @Test("a key that was added alone is refused as before: nobody signs in its place")
    func alone() async throws {
        let key = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add("alias/x")
        try await kms.disableKey(DisableKeyRequest(keyID: key))
        let error = await kmsError { try await keys.sign(Session.ofAnHour) }
        #expect(error?.kind == .disabled && error?.isRetryable == false)
        #expect(rotation.kms.count(.sign) == 1)
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ value: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await value(element)) }
        return values
    }
}
