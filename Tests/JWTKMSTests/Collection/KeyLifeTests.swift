// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import KMSAPI
import LocalKMS
import Testing

@Suite("The life of a key, when things go wrong")
struct KeyLifeTests {
    let kms = RecordingKMS()
    let hand = HandClock()

    private func collection(_ cache: KeyCachePolicy = .forever) -> KMSKeyCollection {
        KMSKeyCollection(client: kms, cache: cache, clock: hand.clock)
    }

    private func verifies(_ token: String, _ keys: KMSKeyCollection, iteratingKeys: Bool = false) async -> Bool {
        (try? await keys.verify(token, as: Session.self, iteratingKeys: iteratingKeys)) != nil
    }

    @Test("a key that was seen disabled stays ended, whatever fails after that, and for those who iterate too")
    func staysEnded() async throws {
        let arn = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection(.expiring(after: .seconds(60), grace: .seconds(300)))
        try await keys.add("alias/x")
        let token = try await keys.sign(Session())
        try await kms.kms.disableKey(DisableKeyRequest(keyID: arn))
        hand.advance(by: .seconds(60))
        #expect(await kmsError { try await keys.verify(token, as: Session.self) }?.kind == .disabled)
        kms.change { $0.getPublicKey = { _ in throw KMSError(.throttling, message: "slow down") } }
        hand.advance(by: .seconds(2))
        for iterating in [false, true, false] {
            let error = await kmsError {
                try await keys.verify(token, as: Session.self, iteratingKeys: iterating)
            }
            #expect(error != nil, "never a bad token, never a good one")
        }
        kms.change { $0.getPublicKey = nil }
        try await kms.kms.move("alias/x", to: kms.kms.makeKey())
        hand.advance(by: .seconds(60))
        _ = try await keys.sign(Session())
        #expect(await !verifies(token, keys))
    }

    @Test("a key that was disabled for a while, or whose alias was, is not lost when the alias moves")
    func enabledAgain() async throws {
        let arn = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection()
        try await keys.add("alias/x")
        let token = try await keys.sign(Session())
        try await kms.kms.disableKey(DisableKeyRequest(keyID: arn))
        #expect(await kmsError { try await keys.resolveAgain() }?.kind == .disabled)
        try await kms.kms.enableKey(EnableKeyRequest(keyID: arn))
        try await kms.kms.move("alias/x", to: kms.kms.makeKey())
        try await keys.resolveAgain()
        #expect(await verifies(token, keys))

        // The alias came to name a disabled key: that says nothing of the key before.
        let disabled = try await kms.kms.makeKey()
        let latest = try await keys.sign(Session())
        try await kms.kms.disableKey(DisableKeyRequest(keyID: disabled))
        try await kms.kms.move("alias/x", to: disabled)
        #expect(await kmsError { try await keys.resolveAgain() }?.kind == .disabled)
        try await kms.kms.enableKey(EnableKeyRequest(keyID: disabled))
        try await keys.resolveAgain()
        #expect(await verifies(latest, keys))
    }

    @Test(
        "after clear and a moved alias the key before still verifies",
        arguments: [KeyOptions.KeyName.thumbprint, .name("k")])
    func clearedAndMoved(name: KeyOptions.KeyName) async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection(.expiring(after: .seconds(60)))
        try await keys.add("alias/x", options: .init(kid: name))
        let old = try await keys.sign(Session())
        try await kms.kms.move("alias/x", to: kms.kms.makeKey())
        keys.clearPublicKeys()
        hand.advance(by: .seconds(60))
        _ = try await keys.sign(Session())
        #expect(await verifies(old, keys))
    }

    @Test(
        "when the new key is disabled, tokens of the one before are as good as ever",
        arguments: [KeyOptions.KeyName.thumbprint, .name("k")], [KeyOptions.Verification.local, .remote])
    func newOneDisabled(name: KeyOptions.KeyName, place: KeyOptions.Verification) async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection(.expiring(after: .seconds(60)))
        try await keys.add("alias/x", options: .init(kid: name, verification: place))
        let old = try await keys.sign(Session())
        let next = try await kms.kms.makeKey()
        try await kms.kms.move("alias/x", to: next)
        hand.advance(by: .seconds(60))
        let new = try await keys.sign(Session())
        try await kms.kms.disableKey(DisableKeyRequest(keyID: next))
        hand.advance(by: .seconds(60))
        #expect(await verifies(old, keys))
        #expect(await kmsError { try await keys.verify(new, as: Session.self) }?.kind == .disabled)
    }

    @Test("iterating takes no key past TTL and grace, and says that it was not at hand, not that the token is bad")
    func iterating() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection(.expiring(after: .seconds(60), grace: .seconds(300)))
        try await keys.add("alias/x")
        let token = try await keys.sign(Session())
        hand.advance(by: .seconds(359))
        #expect(await verifies(token, keys, iteratingKeys: true))
        hand.advance(by: .seconds(1))
        let error = await kmsError { try await keys.verify(token, as: Session.self, iteratingKeys: true) }
        #expect(error?.description.contains("not at hand") == true)
        #expect(await verifies(token, keys))
        keys.clearPublicKeys()
        #expect(await kmsError { try await keys.verify(token, as: Session.self, iteratingKeys: true) } != nil)
    }

    @Test(
        "a TTL of nothing, or less, reads the reference once for every use",
        arguments: [Duration.zero, .nanoseconds(1), .seconds(-1)])
    func noTTL(ttl: Duration) async throws {
        let arn = try await kms.kms.makeKey()
        for clock in [hand.clock, CollectionClock.system] {
            let keys = KMSKeyCollection(client: kms, cache: .expiring(after: ttl), clock: clock)
            try await keys.add(arn)
            hand.advance(by: .seconds(1))
            let before = kms.count(.getPublicKey)
            let token = try await keys.sign(Session())
            #expect(kms.count(.getPublicKey) == before + 1)
            hand.advance(by: .seconds(1))
            _ = try await keys.verify(token, as: Session.self)
            #expect(kms.count(.getPublicKey) == before + 2)
        }
    }

    /// KMS answers with what it reads now, but not before the gate is opened. `asked` opens when it has read.
    private func slow() -> (gate: Gate, asked: Gate) {
        let (gate, asked, local) = (Gate(), Gate(), kms.kms)
        kms.change {
            $0.getPublicKey = { request in
                let answer = try await local.getPublicKey(request)
                asked.open()
                await gate.pass()
                return answer
            }
        }
        return (gate, asked)
    }

    @MainActor
    @Test(
        "who comes after a read began, and past its TTL, is served by the next one; who came before, by this one",
        arguments: [(Duration.zero, Duration.zero), (.zero, .seconds(300)), (.seconds(1), .zero)])
    func lateComers(ttl: Duration, grace: Duration) async throws {
        let first = try await kms.kms.makeKey(alias: "alias/x")
        let second = try await kms.kms.makeKey()
        let keys = collection(.expiring(after: ttl, grace: grace))
        try await keys.add("alias/x")
        let (gate, asked) = slow()
        hand.advance(by: .seconds(1))
        let early = Task { try await keys.sign(Session()) }
        await asked.pass()
        try await kms.kms.move("alias/x", to: second)
        hand.advance(by: .seconds(2))
        let late = await waiting(8) { try await keys.sign(Session()) }
        hand.advance(by: .seconds(1))
        gate.open()
        for task in [early] + late { _ = try await task.value }
        // All who came late; the early one too, where it comes to sign after the next read has landed.
        #expect(kms.calls.count { $0 == (.sign, second) } >= 8)
        // Of `add`, of the early one, and one that all others share.
        #expect(kms.count(.getPublicKey) == 3)
    }

    @MainActor
    @Test("resolveAgain is not content with a read that began before it was called")
    func resolvesAfter() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let second = try await kms.kms.makeKey()
        let keys = collection()
        try await keys.add("alias/x")
        let (gate, asked) = slow()
        let early = Task { try await keys.resolveAgain() }
        await asked.pass()
        try await kms.kms.move("alias/x", to: second)
        let late = await waiting(8) { try await keys.resolveAgain() }
        gate.open()
        try await early.value
        for task in late { try await task.value }
        #expect(keys.keys.first?.arn == second)
        // Of `add`, of the early one, and one that the others share, but for who comes when that has landed already: it has
        // no means to tell that it began after its call.
        #expect((3...10).contains(kms.count(.getPublicKey)))
    }

    @Test("the longest Durations that Swift has end no process")
    func longDurations() async throws {
        let longest = Duration(attoseconds: .max)
        let keys = KMSKeyCollection(
            client: kms, cache: .expiring(after: longest, grace: longest).keepingPreviousKey(for: longest))
        try await keys.add(try await kms.kms.makeKey(), options: .init(requirements: .init(leeway: longest)))
        let token = try await keys.sign(Session())
        _ = try await keys.verify(token, as: Session.self, requiring: .init(leeway: Duration(attoseconds: .min)))
    }

    @Test("a KMS that hangs costs one caller its patience while the old state may serve, not every one")
    func hanging() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection(.expiring(after: .seconds(60), grace: .seconds(300)))
        try await keys.add("alias/x")
        let token = try await keys.sign(Session())
        let asked = Gate()
        kms.change {
            $0.getPublicKey = { _ in
                asked.open()
                try await Task.sleep(for: .seconds(3600))
                return nil
            }
        }
        hand.advance(by: .seconds(61))
        let first = Task { try await keys.verify(token, as: Session.self) }
        await asked.pass()
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        for _ in 0..<5 { #expect(await verifies(token, keys)) }
    }

    @Test("the name of a key before is free again when its time is over")
    func freeNames() async throws {
        let first = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection(.expiring(after: .seconds(60)).keepingPreviousKey(for: .seconds(100)))
        try await keys.add("alias/x")
        try await kms.kms.move("alias/x", to: kms.kms.makeKey())
        hand.advance(by: .seconds(60))
        _ = try await keys.sign(Session())
        #expect(await kmsError { try await keys.add(first) }?.kind == .configuration)
        hand.advance(by: .seconds(101))
        try await keys.add(first)
    }

    @Test("removing the name of a key before ends that one alone; the current name, all of them")
    func removePrevious() async throws {
        let first = try await kms.kms.makeKey(alias: "alias/x")
        let second = try await kms.kms.makeKey()
        let keys = collection(.expiring(after: .seconds(60)).keepingPreviousKey(for: .seconds(1000)))
        let leaked = try #require(try await keys.add("alias/x").kid)
        let old = try await keys.sign(Session())
        try await kms.kms.move("alias/x", to: second)
        hand.advance(by: .seconds(60))
        let new = try await keys.sign(Session())
        #expect(await verifies(old, keys))

        #expect(keys.remove(kid: leaked))
        #expect(await jwtError { try await keys.verify(old, as: Session.self) }?.errorType == .unknownKID)
        #expect(await !verifies(old, keys, iteratingKeys: true))
        #expect(!keys.remove(kid: leaked))
        #expect(keys.keys.map(\.arn) == [second])
        #expect(keys.keys.first?.isDefault == true)
        #expect(await verifies(new, keys))
        _ = try await keys.sign(Session())
        #expect(kms.calls.last?.1 == second)
        // Its name is free.
        #expect(try await keys.add(first).kid == leaked)
        #expect(keys.remove(kid: leaked))

        let current = try #require(keys.keys.first?.kid)
        try await kms.kms.move("alias/x", to: kms.kms.makeKey())
        hand.advance(by: .seconds(60))
        _ = try await keys.sign(Session())
        #expect(await verifies(new, keys))
        #expect(keys.remove(kid: try #require(keys.keys.first?.kid)))
        #expect(keys.keys.isEmpty)
        #expect(!keys.remove(kid: current))
    }

    @Test("a key before whose time is over is not there to be removed, and the current one stays")
    func removePast() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection()
        let kid = try #require(try await keys.add("alias/x").kid)
        try await kms.kms.move("alias/x", to: kms.kms.makeKey())
        try await keys.resolveAgain()
        hand.advance(by: .seconds(24 * 3600))
        #expect(!keys.remove(kid: kid))
        _ = try await keys.sign(Session())
    }

    @Test("resolveAgain reads every key, though the first can't be read")
    func allAreRead() async throws {
        let dead = try await kms.kms.makeKey(alias: "alias/a")
        _ = try await kms.kms.makeKey(alias: "alias/b")
        let keys = collection()
        try await keys.add("alias/a")
        try await keys.add("alias/b")
        try await kms.kms.disableKey(DisableKeyRequest(keyID: dead))
        let next = try await kms.kms.makeKey()
        try await kms.kms.move("alias/b", to: next)
        #expect(await kmsError { try await keys.resolveAgain() }?.kind == .disabled)
        #expect(keys.keys.contains { $0.arn == next })
    }

    @Test("a ready key is asked for again after every change of it")
    func readyKeys() async throws {
        let arn = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection()
        try await keys.add("alias/x", options: .init(kid: .name("k")))
        let token = try await keys.sign(Session())
        for _ in 0..<3 { #expect(await verifies(token, keys)) }
        #expect(kms.count(.getPublicKey) == 1)
        keys.clearPublicKey(kid: "k")
        #expect(await verifies(token, keys))
        #expect(kms.count(.getPublicKey) == 2)
        #expect(keys.remove(kid: "k"))
        #expect(await !verifies(token, keys))
        // Another key under the same name.
        try await keys.add(try await kms.kms.makeKey(), options: .init(kid: .name("k")))
        #expect(
            await jwtError { try await keys.verify(token, as: Session.self) }?.errorType == .signatureVerificationFailed
        )
        keys.remove(kid: "k")
        try await keys.add(arn, options: .init(kid: .name("k")))
        #expect(await verifies(token, keys))
    }
}
