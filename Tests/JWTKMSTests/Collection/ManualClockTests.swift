// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import LocalKMS
import Testing

@Suite("A collection whose time a test moves", .timeLimit(.minutes(1)))
struct ManualClockTests {
    let time = CollectionClock.Manual()
    let kms: RecordingKMS
    private func session(_ seconds: Double) -> Session {
        Session(exp: .init(value: time.now.addingTimeInterval(seconds)))
    }

    init() {
        let time = time
        kms = RecordingKMS(LocalKMS(now: { time.now }))
    }

    @Test("tokens expire by it")
    func expiry() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = KMSKeyCollection(client: kms, clock: time.clock)
        try await keys.add("alias/x")
        let token = try await keys.sign(session(60))
        time.advance(by: .seconds(59))
        _ = try await keys.verify(token, as: Session.self)
        time.advance(by: .seconds(1))
        #expect(
            await jwtError { try await keys.verify(token, as: Session.self) }?.errorType == .claimVerificationFailure)
    }

    @Test("what is cached gets old by it, and keys before go")
    func cache() async throws {
        let old = try await kms.kms.makeKey(alias: "alias/x")
        let policy = KeyCachePolicy.expiring(after: .seconds(60)).keepingPreviousKey(for: .seconds(3600))
        let keys = KMSKeyCollection(client: kms, cache: policy, clock: time.clock)
        try await keys.add("alias/x")
        let token = try await keys.sign(session(86_400))
        try await kms.kms.move("alias/x", to: kms.kms.makeKey())
        time.advance(by: .seconds(60))
        try await keys.resolveAgain()
        #expect(keys.keys.contains { $0.arn == old } && keys.keys.count == 2)
        _ = try await keys.verify(token, as: Session.self)
        time.advance(by: .seconds(3600))
        #expect(keys.keys.count == 1)
    }

    @Test("the service that follows a rotation reads the aliases by it, and ends when it is cancelled")
    func following() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = KMSKeyCollection(client: kms, clock: time.clock)
        try await keys.add(rotating: "alias/x")
        let next = try await kms.kms.makeKey()
        try await kms.kms.move("alias/x", to: next)
        let service = Task { try await keys.run() }
        time.advance(by: .seconds(60))
        while keys.keys[0].arn != next { await Task.yield() }
        service.cancel()
        try await service.value
    }

    @Test("any clock of the standard library's kind will do, with a time of day")
    func anyClock() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let (past, time) = (Date(timeIntervalSince1970: 1), time)
        let keys = KMSKeyCollection(client: kms, clock: CollectionClock(SuspendingClock(), now: { past }))
        try await keys.add("alias/x")
        let token = try await keys.sign(Session(exp: .init(value: Date(timeIntervalSince1970: 2))))
        _ = try await keys.verify(token, as: Session.self)
        let now = KMSKeyCollection(client: kms, clock: CollectionClock(ContinuousClock(), now: { time.now }))
        try await now.add("alias/x")
        #expect(
            await jwtError { try await now.verify(token, as: Session.self) }?.errorType == .claimVerificationFailure)
    }
}
