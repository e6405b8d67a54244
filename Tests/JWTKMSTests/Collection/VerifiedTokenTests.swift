// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import JWTKMS
import KMSAPI
import LocalKMS
import Synchronization
import Testing

@Suite("The cache of verified tokens")
struct VerifiedTokenTests {
    /// Claims that tell how often they were decoded, which is how often a token was verified, and checked.
    struct Counted: JWTPayload {
        final class Counts: Sendable {
            let decoded = Atomic(0)
            let checked = Atomic(0)
        }

        @TaskLocal static var counts = Counts()

        let sub: String

        init(from decoder: any Decoder) throws {
            Self.counts.decoded.add(1, ordering: .relaxed)
            sub = try Session(from: decoder).sub
        }

        func encode(to encoder: any Encoder) throws { try Session().encode(to: encoder) }

        func verify(using algorithm: some JWTAlgorithm) throws {
            Self.counts.checked.add(1, ordering: .relaxed)
            if sub == "nobody" { throw NotToday() }
        }
    }

    let kms = RecordingKMS()
    let hand = HandClock()
    let counts = Counted.Counts()

    private var decoded: Int { counts.decoded.load(ordering: .relaxed) }
    private var checked: Int { counts.checked.load(ordering: .relaxed) }

    private func collection(
        _ cache: KeyCachePolicy = .forever, _ policy: VerifiedTokenPolicy = .remembering(), kms: Bool = true
    ) -> KMSKeyCollection {
        KMSKeyCollection(client: kms ? self.kms : nil, cache: cache, verifiedTokens: policy, clock: hand.clock)
    }

    private func verify(
        _ token: String, _ keys: KMSKeyCollection, iteratingKeys: Bool = false, requiring: Requirements? = nil
    ) async throws -> String {
        try await Counted.$counts.withValue(counts) {
            try await keys.verify(token, as: Counted.self, iteratingKeys: iteratingKeys, requiring: requiring).sub
        }
    }

    /// A token whose public key KMS gives out when the gate is opened: until then the one that verifies waits, and
    /// others come. `asked` opens when it does.
    private func held() async throws -> (KMSKeyCollection, token: String, gate: Gate, asked: Gate) {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection()
        try await keys.add("alias/x")
        let token = try await keys.sign(Session())
        keys.clearPublicKeys()
        let (gate, asked) = (Gate(), Gate())
        kms.change {
            $0.getPublicKey = { _ in
                asked.open()
                await gate.pass()
                return nil
            }
        }
        return (keys, token, gate, asked)
    }

    @Test("a token is verified once, and its payload's own check runs every time; off by default")
    func once() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection()
        try await keys.add("alias/x")
        let token = try await keys.sign(Session())
        for _ in 0..<5 { #expect(try await verify(token, keys) == "ada") }
        #expect(decoded == 1 && checked == 5)
        #expect(await jwtError { try await verify(try tampered(token), keys) } != nil)
        let plain = KMSKeyCollection(client: kms)
        try await plain.add("alias/x")
        for _ in 0..<5 { _ = try await verify(token, plain) }
        #expect(decoded == 6)
    }

    @Test("what the payload's own check throws is thrown every time")
    func stubborn() async throws {
        let forge = Forge()
        let keys = collection(kms: false)
        try keys.add(publicKeyPEM: forge.key.publicKey.pemRepresentation, options: .init(kid: .name("k")))
        let token = try forge.token(payload: #"{"sub":"nobody"}"#)
        for _ in 0..<3 { await #expect(throws: NotToday.self) { try await verify(token, keys) } }
        #expect(decoded == 1 && checked == 3)
    }

    @Test("exp and nbf are looked at on every hit, leeway included")
    func times() async throws {
        let forge = Forge()
        let keys = collection(kms: false)
        try keys.add(publicKeyPEM: forge.key.publicKey.pemRepresentation, options: .init(kid: .name("k")))
        let token = try forge.token(payload: #"{"sub":"ada","nbf":1800000000,"exp":1800000060}"#)
        let lenient = Requirements(leeway: .seconds(30))
        _ = try await verify(token, keys)
        _ = try await verify(token, keys, requiring: lenient)
        hand.advance(by: .seconds(59))
        _ = try await verify(token, keys)
        #expect(decoded == 2)
        hand.advance(by: .seconds(1))
        #expect(await jwtError { try await verify(token, keys) }?.errorType == .claimVerificationFailure)
        _ = try await verify(token, keys, requiring: lenient)
        hand.advance(by: .seconds(-61))
        #expect(await jwtError { try await verify(token, keys) }?.reason?.contains("nbf") == true)
        hand.advance(by: .seconds(91))
        #expect(await jwtError { try await verify(token, keys, requiring: lenient) } != nil)
    }

    @Test("another demand, or another payload type, is verified for itself; demands are bytes")
    func demands() async throws {
        let forge = Forge()
        let keys = collection(kms: false)
        try keys.add(publicKeyPEM: forge.key.publicKey.pemRepresentation, options: .init(kid: .name("k")))
        let plain = try forge.token(payload: "{\"sub\":\"ada\",\"aud\":[\"api\",\"caf\u{E9}\"]}")
        _ = try await verify(plain, keys)
        _ = try await verify(plain, keys, requiring: Requirements(audience: "api"))
        _ = try await verify(plain, keys, requiring: Requirements(audience: "caf\u{E9}"))
        for demand in [
            Requirements(audience: "other"), Requirements(issuer: "api"), Requirements(type: "at+jwt"),
            Requirements(requiresExpiration: true), Requirements(audience: "cafe\u{301}"),
        ] {
            #expect(await jwtError { try await verify(plain, keys, requiring: demand) } != nil, "\(demand)")
        }
        #expect(decoded == 3)
        #expect(try await keys.verify(plain, as: Session.self).sub == "ada")
        _ = try await verify(plain, keys, iteratingKeys: true)
        #expect(decoded == 4)
    }

    @Test("a key that is removed, replaced, cleared or past its TTL has its tokens verified anew")
    func changes() async throws {
        let first = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection(.expiring(after: .seconds(60), grace: .zero))
        try await keys.add("alias/x", options: .init(kid: .name("k")))
        let token = try await keys.sign(Session())
        for _ in 0..<3 { _ = try await verify(token, keys) }
        #expect(decoded == 1)
        keys.clearPublicKey(kid: "k")
        for _ in 0..<3 { _ = try await verify(token, keys) }
        #expect(decoded == 2 && kms.count(.getPublicKey) == 2)
        hand.advance(by: .seconds(60))
        for _ in 0..<3 { _ = try await verify(token, keys) }
        #expect(decoded == 3 && kms.count(.getPublicKey) == 3)
        try await kms.kms.disableKey(DisableKeyRequest(keyID: first))
        hand.advance(by: .seconds(60))
        #expect(await kmsError { try await verify(token, keys) }?.kind == .disabled)
        #expect(keys.remove(kid: "k"))
        // The key was the default one too.
        #expect(await kmsError { try await verify(token, keys) }?.kind == .configuration)
        try await keys.add(try await kms.kms.makeKey(), options: .init(kid: .name("k")))
        #expect(await jwtError { try await verify(token, keys) }?.errorType == .signatureVerificationFailed)
        #expect(decoded == 3)
    }

    @Test("a token of a key that another took the name of is not remembered as good, though the new key is in use")
    func replaced() async throws {
        let keys = collection()
        try await keys.add(try await kms.kms.makeKey(), options: .init(kid: .name("k")))
        let old = try await keys.sign(Session())
        _ = try await verify(old, keys)
        keys.remove(kid: "k")
        try await keys.add(try await kms.kms.makeKey(), options: .init(kid: .name("k"), isDefault: true))
        let new = try await keys.sign(Session())
        _ = try await verify(new, keys)
        let error = await jwtError { try await verify(old, keys) }
        #expect(error?.errorType == .signatureVerificationFailed)
        _ = try await verify(new, keys)
        #expect(decoded == 2)
    }

    @Test("a key before whose name is removed takes its remembered tokens with it, and no others")
    func removedPrevious() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection()
        let kid = try #require(try await keys.add("alias/x").kid)
        let old = try await keys.sign(Session())
        try await kms.kms.move("alias/x", to: kms.kms.makeKey())
        try await keys.resolveAgain()
        let new = try await keys.sign(Session())
        for token in [old, new, old, new] { _ = try await verify(token, keys) }
        #expect(decoded == 2)
        #expect(keys.remove(kid: kid))
        #expect(await jwtError { try await verify(old, keys) }?.errorType == .unknownKID)
        _ = try await verify(new, keys)
    }

    @Test("a payload that is an object is not shared among callers")
    func objects() async throws {
        final class Shared: JWTPayload {
            let name = Mutex("")

            init(from decoder: any Decoder) throws {
                let session = try Session(from: decoder)
                name.withLock { $0 = session.sub }
            }
            func encode(to encoder: any Encoder) throws {}
            func verify(using algorithm: some JWTAlgorithm) throws {}
        }
        let forge = Forge()
        let keys = collection(kms: false)
        try keys.add(publicKeyPEM: forge.key.publicKey.pemRepresentation, options: .init(kid: .name("k")))
        let token = try forge.token()
        try await keys.verify(token, as: Shared.self).name.withLock { $0 = "root" }
        #expect(try await keys.verify(token, as: Shared.self).name.withLock { $0 } == "ada")
    }

    @Test("a KMS that answers bare ids drops nothing with every signature")
    func bareIDs() async throws {
        let arn = try await kms.kms.makeKey()
        let id = try #require(KeyARN(arn)?.keyID)
        kms.change {
            $0.sign = { _, answer in
                SignResponse(keyID: id, signature: answer.signature, signingAlgorithm: answer.signingAlgorithm)
            }
        }
        let keys = collection()
        try await keys.add(arn)
        let token = try await keys.sign(Session())
        for _ in 0..<3 {
            _ = try await verify(token, keys)
            _ = try await keys.sign(Session())
        }
        #expect(decoded == 1)
    }

    @MainActor
    @Test("who leaves while another verifies does not make all others verify for themselves")
    func leaving() async throws {
        let (keys, token, gate, asked) = try await held()
        let first = Task { try await verify(token, keys) }
        await asked.pass()
        let second = await waiting(1) { try await verify(token, keys) }[0]
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        let others = await waiting(16) { try await verify(token, keys) }
        gate.open()
        _ = try await first.value
        for other in others { _ = try await other.value }
        #expect(decoded == 1)
    }

    @MainActor
    @Test("when the one that verifies is cancelled, one of those who wait does it for all of them", arguments: [8, 64])
    func leaderLeaves(count: Int) async throws {
        let (keys, token, gate, asked) = try await held()
        let first = Task { try await verify(token, keys) }
        await asked.pass()
        let others = await waiting(count) { try await verify(token, keys) }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        gate.open()
        for other in others { #expect(try await other.value == "ada") }
        #expect(decoded == 1 && checked == count)
        // Of `add`, of the first, and one for all others.
        #expect(kms.count(.getPublicKey) == 3)
        #expect(try await verify(token, keys) == "ada")
        #expect(decoded == 1)
    }

    @MainActor
    @Test("one after another may be cancelled, and the last verifies")
    func leadersLeave() async throws {
        let (keys, token, gate, asked) = try await held()
        let first = Task { try await verify(token, keys) }
        await asked.pass()
        let others = await waiting(8) { try await verify(token, keys) }
        for task in [first] + others.dropLast() {
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        gate.open()
        #expect(try await others[7].value == "ada")
        #expect(decoded == 1)
    }

    @Test("what KMS verified is not remembered: it may say otherwise the next time")
    func remote() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection()
        try await keys.add("alias/x", options: .init(verification: .remote))
        let token = try await keys.sign(Session())
        for _ in 0..<3 { _ = try await verify(token, keys) }
        #expect(kms.count(.verify) == 3)
    }

    @MainActor
    @Test("64 tasks on one hot token verify it once, and a bad one fails for each")
    func hot() async throws {
        let (keys, token, gate, _) = try await held()
        let bad = try tampered(token)
        let good = await waiting(64) { try await verify(token, keys) }
        let refused = await waiting(64) { try await verify(bad, keys) }
        gate.open()
        for task in good { #expect(try await task.value == "ada") }
        for task in refused { await #expect(throws: JWTError.self) { try await task.value } }
        #expect(decoded == 1 && checked == 64 && kms.count(.getPublicKey) == 2)
    }

    @Test("who is cancelled while another verifies gets CancellationError")
    func cancelled() async throws {
        let (keys, token, gate, asked) = try await held()
        let first = Task { try await verify(token, keys) }
        await asked.pass()
        let second = Task { try await verify(token, keys) }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        gate.open()
        #expect(try await first.value == "ada")
        #expect(try await verify(token, keys) == "ada")
        #expect(decoded == 1)
    }
}
