// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import LocalKMS
import Synchronization
import Testing

@Suite("The cache of public keys")
struct PublicKeyCacheTests {
    let kms = RecordingKMS()
    let hand = HandClock()

    private func collection(_ cache: KeyCachePolicy = .forever) -> KMSKeyCollection {
        KMSKeyCollection(client: kms, cache: cache, clock: hand.clock)
    }

    @Test("for ever: no call after the first, until it is cleared, and then one")
    func forever() async throws {
        let arn = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection()
        let kid = try await keys.add("alias/x").kid
        let token = try await keys.sign(Session())
        for _ in 0..<10 { _ = try await keys.verify(token, as: Session.self) }
        hand.advance(by: .seconds(10_000_000))
        _ = try await keys.verify(token, as: Session.self)
        #expect(kms.count(.getPublicKey) == 1)
        keys.clearPublicKeys()
        #expect(keys.keys.map(\.kid) == [kid])
        #expect(keys.keys.map(\.arn) == [arn])
        #expect(keys.keys.first?.publicKeyPEM == nil)
        for _ in 0..<3 { _ = try await keys.verify(token, as: Session.self) }
        #expect(kms.count(.getPublicKey) == 2)
        // By the pinned ARN, wherever the alias points now.
        #expect(kms.calls.last?.1 == arn)
    }

    @Test("clearing one key leaves the others")
    func clearOne() async throws {
        let keys = collection()
        let first = try await keys.add(try await kms.kms.makeKey())
        let second = try await keys.add(try await kms.kms.makeKey())
        let tokens = try await [keys.sign(Session(), kid: first.kid), keys.sign(Session(), kid: second.kid)]
        keys.clearPublicKey(kid: try #require(second.kid))
        for token in tokens { _ = try await keys.verify(token, as: Session.self) }
        #expect(kms.count(.getPublicKey) == 3)
        #expect(kms.calls.last?.1 == second.arn)
    }

    @Test("two collections share nothing")
    func nothingShared() async throws {
        let arn = try await kms.kms.makeKey()
        let (one, other) = (collection(), collection())
        try await one.add(arn)
        try await other.add(arn)
        one.clearPublicKeys()
        _ = try await other.verify(try await other.sign(Session()), as: Session.self)
        #expect(kms.count(.getPublicKey) == 2)
    }

    @Test(
        "a TTL reads the reference anew: signs with the key that the alias names now, and the one before still verifies"
    )
    func timeToLive() async throws {
        let first = try await kms.kms.makeKey(alias: "alias/x")
        let second = try await kms.kms.makeKey()
        for name in [KeyOptions.KeyName?.none, .name("sessions"), KeyOptions.KeyName.none] {
            try await kms.kms.move("alias/x", to: first)
            let keys = collection(.expiring(after: .seconds(60)).keepingPreviousKey(for: .seconds(3600)))
            try await keys.add("alias/x", options: .init(kid: name))
            let old = try await keys.sign(Session(sub: "old"))
            try await kms.kms.move("alias/x", to: second)
            hand.advance(by: .seconds(59))
            _ = try await keys.sign(Session())
            #expect(kms.calls.last?.1 == first)
            hand.advance(by: .seconds(1))
            let new = try await keys.sign(Session(sub: "new"))
            #expect(kms.calls.last?.1 == second)
            #expect(try await keys.verify(old, as: Session.self).sub == "old")
            #expect(try await keys.verify(new, as: Session.self).sub == "new")
            #expect(keys.keys.map(\.signs) == [true, false])
            // The time of the key before is over.
            hand.advance(by: .seconds(3600))
            #expect(await jwtError { try await keys.verify(old, as: Session.self) } != nil)
            #expect(try await keys.verify(new, as: Session.self).sub == "new")
        }
    }

    @Test("the key before verifies by KMS too, where the key is verified there")
    func previousRemote() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection(.expiring(after: .seconds(60)))
        try await keys.add("alias/x", options: .init(kid: .name("k"), verification: .remote))
        let old = try await keys.sign(Session())
        try await kms.kms.move("alias/x", to: kms.kms.makeKey())
        hand.advance(by: .seconds(60))
        let new = try await keys.sign(Session())
        _ = try await keys.verify(old, as: Session.self)
        _ = try await keys.verify(new, as: Session.self)
    }

    @Test("an alias that goes there and back does not lose a key")
    func thereAndBack() async throws {
        let first = try await kms.kms.makeKey(alias: "alias/x")
        let second = try await kms.kms.makeKey()
        let keys = collection(.expiring(after: .seconds(60)))
        try await keys.add("alias/x")
        var tokens: [String] = [try await keys.sign(Session())]
        for arn in [second, first, second] {
            try await kms.kms.move("alias/x", to: arn)
            hand.advance(by: .seconds(60))
            tokens.append(try await keys.sign(Session()))
            #expect(kms.calls.last?.1 == arn)
            for token in tokens { _ = try await keys.verify(token, as: Session.self) }
            #expect(keys.keys.count == 2)
        }
    }

    @Test("resolveAgain does at once what the TTL does")
    func resolveAgain() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let second = try await kms.kms.makeKey()
        let keys = collection()
        try await keys.add("alias/x")
        let old = try await keys.sign(Session())
        try await kms.kms.move("alias/x", to: second)
        try await keys.resolveAgain()
        #expect(keys.keys.first?.arn == second)
        _ = try await keys.verify(old, as: Session.self)
        await #expect(throws: JWTError.self) { try await keys.resolveAgain(kid: "unknown") }
    }

    @Test("1,000 verifications after clear, and after the TTL, make one GetPublicKey each")
    func oneFlight() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection(.expiring(after: .seconds(60)))
        try await keys.add("alias/x")
        let token = try await keys.sign(Session())
        for round in 0..<2 {
            if round == 0 { keys.clearPublicKeys() } else { hand.advance(by: .seconds(60)) }
            let before = kms.count(.getPublicKey)
            let gate = Gate()
            let local = kms.kms
            kms.change { hooks in
                hooks.getPublicKey = { request in
                    await gate.pass()
                    return try await local.getPublicKey(request)
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<1000 {
                    group.addTask { _ = try await keys.verify(token, as: Session.self) }
                }
                while kms.count(.getPublicKey) == before { await Task.yield() }
                for _ in 0..<1000 { await Task.yield() }
                gate.open()
                try await group.waitForAll()
            }
            #expect(kms.count(.getPublicKey) == before + 1)
        }
    }

    @Test("while KMS can't be reached the old state serves until TTL and grace are over, and then it is no bad token")
    func grace() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection(.expiring(after: .seconds(60), grace: .seconds(100)))
        try await keys.add("alias/x")
        let token = try await keys.sign(Session())
        kms.change { $0.getPublicKey = { _ in throw KMSError(.throttling, message: "slow down") } }
        hand.advance(by: .seconds(60))
        _ = try await keys.verify(token, as: Session.self)
        #expect(kms.count(.getPublicKey) == 2)
        // No call a token: there is a pause between tries.
        for _ in 0..<100 { _ = try await keys.verify(token, as: Session.self) }
        #expect(kms.count(.getPublicKey) == 2)
        hand.advance(by: .seconds(1))
        _ = try await keys.verify(token, as: Session.self)
        #expect(kms.count(.getPublicKey) == 3)
        hand.advance(by: .seconds(99))
        let error = await kmsError { try await keys.verify(token, as: Session.self) }
        #expect(error?.kind == .throttling)
        #expect(error?.isRetryable == true)
        kms.change { $0.getPublicKey = nil }
        hand.advance(by: .seconds(30))
        _ = try await keys.verify(token, as: Session.self)
    }

    @Test(
        "a definite no ends the key at once past its TTL, as an error of KMS",
        arguments: [
            KMSError.Kind.notFound, .disabled, .kmsInvalidState,
        ])
    func definiteNo(kind: KMSError.Kind) async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection(.expiring(after: .seconds(60), grace: .seconds(1000)))
        try await keys.add("alias/x")
        let token = try await keys.sign(Session())
        kms.change { $0.getPublicKey = { _ in throw KMSError(kind, message: "no") } }
        hand.advance(by: .seconds(60))
        for _ in 0..<2 {
            let error = await kmsError { try await keys.verify(token, as: Session.self) }
            #expect(error?.kind == kind)
            #expect(error?.isRetryable == false)
            #expect(await kmsError { try await keys.sign(Session()) }?.kind == kind)
        }
    }

    @Test("a key that was seen disabled verifies nothing any more when its alias is moved to another")
    func disabledThenMoved() async throws {
        let old = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection(.expiring(after: .seconds(60)))
        try await keys.add("alias/x")
        let token = try await keys.sign(Session())
        try await kms.kms.disableKey(DisableKeyRequest(keyID: old))
        hand.advance(by: .seconds(60))
        #expect(await kmsError { try await keys.verify(token, as: Session.self) }?.kind == .disabled)
        try await kms.kms.move("alias/x", to: kms.kms.makeKey())
        hand.advance(by: .seconds(60))
        _ = try await keys.verify(keys.sign(Session()), as: Session.self)
        #expect(await jwtError { try await keys.verify(token, as: Session.self) }?.errorType == .unknownKID)
    }

    @Test("a disabled key goes on verifying here with the cache for ever, and is not a bad token by KMS")
    func disabled() async throws {
        let arn = try await kms.kms.makeKey()
        let local = collection()
        try await local.add(arn)
        let remote = collection()
        try await remote.add(arn, options: .init(verification: .remote))
        let token = try await local.sign(Session())
        try await kms.kms.disableKey(DisableKeyRequest(keyID: arn))
        _ = try await local.verify(token, as: Session.self)
        #expect(await kmsError { try await remote.verify(token, as: Session.self) }?.kind == .disabled)
        #expect(await kmsError { try await local.sign(Session()) }?.kind == .disabled)
    }

    @Test("another public key under the same ARN is refused, after clear and after the TTL")
    func changedKey() async throws {
        let arn = try await kms.kms.makeKey()
        let other = try await kms.kms.makeKey()
        let keys = collection(.expiring(after: .seconds(60)))
        try await keys.add(arn)
        let token = try await keys.sign(Session())
        let local = kms.kms
        kms.change { hooks in
            hooks.getPublicKey = { _ in
                var answer = try await local.getPublicKey(GetPublicKeyRequest(keyID: other))
                answer.keyID = arn
                return answer
            }
        }
        keys.clearPublicKeys()
        #expect(await kmsError { try await keys.verify(token, as: Session.self) }?.kind == .publicKeyRefused)
        hand.advance(by: .seconds(60))
        #expect(await kmsError { try await keys.verify(token, as: Session.self) }?.kind == .publicKeyRefused)
    }

    @Test("an alias that comes to name a key of another kind, or one that the collection has, ends in an error")
    func wrongKind() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection(.expiring(after: .seconds(60), grace: .zero))
        try await keys.add("alias/x")
        let other = try await keys.add(try await kms.kms.makeKey())
        try await kms.kms.move("alias/x", to: kms.kms.makeKey(.eccNISTP384))
        hand.advance(by: .seconds(60))
        #expect(await kmsError { try await keys.sign(Session()) }?.kind == .invalidKeyUsage)
        try await kms.kms.move("alias/x", to: try #require(other.arn))
        hand.advance(by: .seconds(60))
        #expect(await kmsError { try await keys.sign(Session()) }?.kind == .configuration)
    }

    @Test("who is cancelled while a public key is fetched gets CancellationError, and the fetch ends with the last")
    func cancellation() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection()
        try await keys.add("alias/x")
        let token = try await keys.sign(Session())
        keys.clearPublicKeys()
        let cancelled = Mutex(0)
        kms.change { hooks in
            hooks.getPublicKey = { _ in
                do {
                    try await Task.sleep(for: .seconds(3600))
                } catch {
                    cancelled.withLock { $0 += 1 }
                    throw error
                }
                return nil
            }
        }
        let tasks = (0..<3).map { _ in Task { try await keys.verify(token, as: Session.self) } }
        while kms.count(.getPublicKey) < 2 { await Task.yield() }
        for task in tasks {
            #expect(cancelled.withLock { $0 } == 0)
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        while cancelled.withLock({ $0 }) == 0 { await Task.yield() }
        kms.change { $0.getPublicKey = nil }
        _ = try await keys.verify(token, as: Session.self)
        #expect(kms.count(.getPublicKey) == 3)
    }

    @Test("a client that cancels by itself is one that can't be asked now, and is asked again the next time")
    func cancellingClient() async throws {
        let keys = collection()
        try await keys.add(try await kms.kms.makeKey())
        let token = try await keys.sign(Session())
        keys.clearPublicKeys()
        kms.change { $0.getPublicKey = { _ in throw CancellationError() } }
        #expect(await kmsError { try await keys.verify(token, as: Session.self) }?.kind == .transport)
        kms.change { $0.getPublicKey = nil }
        _ = try await keys.verify(token, as: Session.self)
    }

    @Test("cancelling a task that signs cancels its request")
    func cancelledSign() async throws {
        let keys = collection()
        try await keys.add(try await kms.kms.makeKey())
        kms.change { hooks in
            hooks.sign = { _, answer in
                try await Task.sleep(for: .seconds(3600))
                return answer
            }
        }
        let task = Task { try await keys.sign(Session()) }
        while kms.count(.sign) == 0 { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("no more requests are under way than the limit says, and all are answered")
    func limit() async throws {
        let arn = try await kms.kms.makeKey()
        let keys = KMSKeyCollection(client: kms, maximumConcurrentRequests: 4)
        try await keys.add(arn)
        struct Running {
            var now = 0
            var most = 0
        }
        let running = Mutex(Running())
        kms.change { hooks in
            hooks.sign = { _, answer in
                running.withLock {
                    $0.now += 1
                    $0.most = max($0.most, $0.now)
                }
                for _ in 0..<10 { await Task.yield() }
                running.withLock { $0.now -= 1 }
                return answer
            }
        }
        let tokens = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<100 { group.addTask { try await keys.sign(Session(sub: "\(number)")) } }
            return try await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(Set(tokens).count == 100)
        #expect(running.withLock { $0.most } == 4)
    }
}
