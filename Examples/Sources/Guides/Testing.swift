// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// The code of the guide TestingYourService, block for block: Scripts/soundness.sh holds them against this file.

import Foundation
import JWTKMS
import LocalKMS

func testingSetUp() async throws -> (LocalKMS, KMSKeyCollection) {
    let kms = LocalKMS()
    try await kms.ensureKey(alias: "alias/sessions", spec: .eccNISTP256)

    let keys = KMSKeyCollection(client: kms)
    try await keys.add("alias/sessions")
    return (kms, keys)
}

func testingThrottling(kms: LocalKMS, keys: KMSKeyCollection, payload: SessionPayload) async throws {
    kms.faults.throttle(next: 3, of: .sign)
    kms.faults.fail(next: 1, of: .getPublicKey, with: KMSError(.accessDenied, message: "not you"))

    do {
        _ = try await keys.sign(payload)
    } catch let error as KMSError where error.isRetryable {
        // answer 503
    }
}

func testingDenial(kms: LocalKMS) {
    kms.faults.deny(.sign)  // AccessDeniedException: User: ... is not authorized to perform: kms:Sign on resource: ...
}

func testingSlowness(kms: LocalKMS, clock: some Clock<Duration>, gate: some TestGate) {
    kms.faults.delay(next: 1, of: .sign, by: .seconds(30), on: clock)  // a clock that your test moves
    kms.faults.delay(next: 1, of: .sign) { await gate.opened() }  // or whatever you wait for
}

func testingRotation(kms: LocalKMS, next: KeyMetadata) {
    kms.faults.move("alias/sessions", to: next.keyID, after: 1, of: .getPublicKey)
    kms.faults.showAliasChanges(after: .seconds(5))
    kms.faults.createReplicas(in: .zero)
}

func testingDeletion() async throws {
    let time = CollectionClock.Manual()
    let kms = LocalKMS(now: { time.now })
    let key = try await kms.createKey(CreateKeyRequest(keySpec: .eccNISTP256)).keyMetadata
    _ = try await kms.scheduleKeyDeletion(ScheduleKeyDeletionRequest(keyID: key.keyID, pendingWindowInDays: 7))
    time.advance(by: .seconds(7 * 86_400))  // the key is gone
}

func testingTime() async throws {
    let time = CollectionClock.Manual()
    let kms = LocalKMS(now: { time.now })
    let key = try await kms.createKey(CreateKeyRequest(keySpec: .eccNISTP256)).keyMetadata
    try await kms.createAlias(CreateAliasRequest(aliasName: "alias/sessions", targetKeyID: key.keyID))
    let keys = KMSKeyCollection(client: kms, clock: time.clock)
    try await keys.add(rotating: "alias/sessions")

    let payload = SessionPayload(sub: .init(value: "ada"), exp: .init(value: time.now.addingTimeInterval(600)))
    let token = try await keys.sign(payload)
    time.advance(by: .seconds(631))  // its lifetime, and the leeway of a rotation, 30 seconds
    let expired = try? await keys.verify(token, as: SessionPayload.self)
    assert(expired == nil)
    try await keys.resolveAgain()  // reads the aliases, as run() does every minute
}

func testingAnswers(kms: LocalKMS, other: KeyMetadata) {
    kms.faults.answer(next: 1, of: .sign, withKey: other.arn)
    kms.faults.shortenIntegers(next: 1, to: 31)
}

func testingCounts(kms: LocalKMS, keys: KMSKeyCollection, token: String) async throws {
    for _ in 1...1000 { _ = try await keys.verify(token, as: SessionPayload.self) }
    assert(kms.faults.calls(of: .verify) == 0)  // verified with the public key, in your process
    assert(kms.faults.calls(of: .getPublicKey) == 1)
}

/// What a test holds a call up with.
protocol TestGate: Sendable {
    func opened() async
}
