// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Synchronization
import Testing

@testable import JWTKMS

@Suite("What the cache of verified tokens keeps, and what goes")
struct VerifiedTokenBoundsTests {
    typealias Counted = VerifiedTokenTests.Counted

    let forge = Forge()
    let hand = HandClock()
    let counts = Counted.Counts()

    private var decoded: Int { counts.decoded.load(ordering: .relaxed) }

    private func collection(_ policy: VerifiedTokenPolicy) throws -> KMSKeyCollection {
        let keys = KMSKeyCollection(client: nil, verifiedTokens: policy, clock: hand.clock)
        try keys.add(publicKeyPEM: forge.key.publicKey.pemRepresentation, options: .init(kid: .name("k")))
        return keys
    }

    /// Tokens of one length.
    private func tokens(_ numbers: Range<Int>) throws -> [String] {
        try numbers.map { try forge.token(payload: #"{"sub":"ada","n":\#(1000 + $0)}"#) }
    }

    /// How many of these are verified, and not found, one after another.
    private func verified(_ tokens: [String], _ keys: KMSKeyCollection) async throws -> Int {
        let before = decoded
        try await Counted.$counts.withValue(counts) {
            for token in tokens { _ = try await keys.verify(token, as: Counted.self) }
        }
        return decoded - before
    }

    @Test("no more are remembered than entries and bytes allow, and what is used stays")
    func bounds() async throws {
        let tokens = try tokens(0..<40)
        for (policy, most) in [
            (VerifiedTokenPolicy.remembering(entries: 8), 8), (.remembering(bytes: 8 * 700), 8),
            (.remembering(entries: 1), 1), (.remembering(bytes: 100), 0), (.remembering(entries: 0), 0),
        ] {
            let keys = try collection(policy)
            var count = 0
            for token in tokens {
                count += try await verified([token, tokens[0]], keys)
                #expect(keys.verifiedTokens?.count ?? 0 <= most)
            }
            // The first is used all the time: where two fit, it is never verified again.
            if most >= 8 { #expect(count == tokens.count) }
        }
    }

    @Test("as many as entries or bytes allow are dependable, in whatever order they come")
    func dependable() async throws {
        let tokens = try tokens(0..<100)
        let bytes = tokens.reduce(0) { $0 + $1.utf8.count + 500 }
        for policy in [VerifiedTokenPolicy.remembering(entries: 100), .remembering(bytes: bytes)] {
            let keys = try collection(policy)
            #expect(try await verified(tokens, keys) == 100)
            #expect(try await verified(tokens + tokens.reversed() + tokens.shuffled(), keys) == 0)
            #expect(keys.verifiedTokens?.count == 100)
        }
    }

    @Test("what comes once goes before what comes again")
    func onceOnly() async throws {
        let (often, once) = (try tokens(0..<90), try tokens(100..<300))
        let keys = try collection(.remembering(entries: 100))
        #expect(try await verified(often, keys) == 90)
        for start in stride(from: 0, to: 200, by: 10) {
            #expect(try await verified(often, keys) == 0)
            #expect(try await verified(Array(once[start..<start + 10]), keys) == 10)
        }
        #expect(keys.verifiedTokens?.count == 100)
    }

    @Test("a token that is longer than bytes is not kept, and takes nobody's place")
    func tooLong() async throws {
        let short = try tokens(0..<3)
        let long = try forge.token(payload: #"{"sub":"ada","x":"\#(String(repeating: "x", count: 3000))"}"#)
        let keys = try collection(.remembering(bytes: 3 * (500 + short[0].utf8.count)))
        #expect(try await verified(short + [long, long] + short, keys) == 5)
    }

    @Test("a place that became free is used again")
    func vacancies() async throws {
        let keys = try collection(.remembering(entries: 10))
        let brief = try (0..<5).map { try forge.token(payload: #"{"sub":"ada","n":\#($0),"exp":1800000060}"#) }
        let lasting = try tokens(0..<10)
        #expect(try await verified(brief + Array(lasting.prefix(5)), keys) == 10)
        hand.advance(by: .seconds(60))
        for token in brief { #expect(await jwtError { try await verified([token], keys) } != nil) }
        #expect(keys.verifiedTokens?.count == 5)
        #expect(try await verified(lasting, keys) == 5)
        #expect(try await verified(lasting, keys) == 0)
    }

    private func entry(_ number: UInt8, bytes: Int = 100) -> VerifiedTokens.Entry {
        let id = VerifiedTokens.ID(
            digest: TokenDigest(of: [number]), type: ObjectIdentifier(Session.self), demands: nil)
        let key = VerificationKey(algorithm: "ES256", methods: [], requirements: .init())
        return VerifiedTokens.Entry(
            id: id, payload: Session(), kid: nil, key: key, method: 0, period: 0..<1, bytes: bytes)
    }

    @Test("a token that was verified anew meanwhile is not forgotten with what was known of it before")
    func anew() {
        var store = VerifiedTokenStore(.remembering(entries: 2))
        let (before, after) = (entry(1), entry(1))
        #expect(store.keep(before).isEmpty)
        #expect(store.keep(after).map { ObjectIdentifier($0) } == [ObjectIdentifier(before)])
        store.forget(before)
        #expect(store.find(after.id) === after && store.count == 1)
        store.forget(after)
        #expect(store.find(after.id) == nil && store.count == 0)
    }

    @Test("the ring is no longer than the most that were ever kept, and a long token takes the place of several")
    func ring() {
        var store = VerifiedTokenStore(.remembering(entries: 10, bytes: 10 * 600))
        for number in 0..<UInt8(100) {
            _ = store.keep(entry(number))
            if number % 3 == 0 { store.forget(entry(number)) }
            if number % 7 == 0, let known = store.find(entry(number).id) { store.forget(known) }
            #expect(store.ring.count <= 10 && store.count <= 10)
        }
        #expect(store.count == 10)
        #expect(store.keep(entry(200, bytes: 2500)).count == 5)
        #expect(store.count == 6)
    }

    /// Claims that look at the cache when they are released.
    struct Curious: JWTPayload {
        final class Look: Sendable {
            let look: @Sendable () -> Void
            init(_ look: @escaping @Sendable () -> Void) { self.look = look }
            deinit { look() }
        }

        @TaskLocal static var look: @Sendable () -> Void = {}
        let look = Look(Self.look)

        init(from decoder: any Decoder) {}
        func encode(to encoder: any Encoder) {}
        func verify(using algorithm: some JWTAlgorithm) {}
    }

    @Test("what goes is released outside the lock: its deinit may use the collection")
    func released() async throws {
        let keys = try collection(.remembering(entries: 1))
        let looked = Counter()
        let tokens = try tokens(0..<4)
        let look: @Sendable () -> Void = { [weak keys] in if keys?.verifiedTokens?.count == 1 { looked.add() } }
        try await Curious.$look.withValue(look) {
            for token in tokens { _ = try await keys.verify(token, as: Curious.self) }
        }
        #expect(looked.value == 3)
    }
}
