// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import JWTKMS
import LocalKMS
import Testing

@Suite("The key set that is published")
struct JSONWebKeySetTests {
    let kms = RecordingKMS()
    let hand = HandClock()

    private func collection(_ cache: KeyCachePolicy = .forever) -> KMSKeyCollection {
        KMSKeyCollection(client: kms, cache: cache, clock: hand.clock)
    }

    /// Which members a key of each algorithm has, beside `kty`, `alg`, `use` and `kid`: and the type itself.
    private static let members: [(JWSAlgorithm, kty: String, Set<String>)] =
        [.es256, .es384, .es512].map { ($0, "EC", ["crv", "x", "y"]) }
        + [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512].map { ($0, "RSA", ["n", "e"]) }
        + [.edDSA, .ed25519].map { ($0, "OKP", ["crv", "x"]) }
        + [.mlDSA65, .mlDSA87].map { ($0, "AKP", ["pub"]) }

    @Test("it holds each key with the members of its type and no other, and a collection of public keys takes it")
    func members() async throws {
        let keys = collection()
        for (algorithm, _, _) in Self.members {
            try await keys.add(
                kms.kms.makeKey(algorithm.keySpecs[0]), algorithm: algorithm, options: .init(kid: .name(algorithm.name))
            )
        }
        let set = try await keys.jwks()
        #expect(set.keys.count == 13)
        for (algorithm, kty, own) in Self.members {
            let key = try #require(set.keys.first { $0.kid == algorithm.name })
            #expect(key.members["kty"] == kty)
            #expect(key.members["use"] == "sig")
            #expect(key.algorithm == algorithm.name)
            #expect(Set(key.members.keys) == own.union(["kty", "alg", "use", "kid"]))
        }
        let verifier = KMSKeyCollection()
        #expect(try verifier.add(jwks: set.json).count == 13)
        for (algorithm, _, _) in Self.members {
            let token = try await keys.sign(Session(), kid: JWKIdentifier(string: algorithm.name))
            _ = try await verifier.verify(token, as: Session.self)
        }
    }

    @Test("it is these bytes, and its tag their SHA-256")
    func bytes() async throws {
        let keys = KMSKeyCollection()
        // The key of RFC 7517 appendix A.1, and a name that JSON must escape.
        let jwks = #"""
            {"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","kid":"a\"\\\u0001/\u00e9","alg":"ES256"}]}
            """#
        try keys.add(jwks: jwks)
        let set = try await keys.jwks(includingOthers: true)
        #expect(
            set.json
                == #"{"keys":[{"alg":"ES256","crv":"P-256","kid":"a\"\\\u0001/é","kty":"EC","use":"sig","#
                + #""x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","#
                + #""y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"#)
        let digest = Data(SHA256.hash(data: Data(set.json.utf8))).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        #expect(set.etag == "\"\(digest)\"")
        #expect(try await KMSKeyCollection().jwks().json == #"{"keys":[]}"#)
    }

    @Test("the same keys are the same bytes and the same tag in whatever order they were added, others are not")
    func canonical() async throws {
        var arns: [String] = []
        for _ in 0..<5 { arns.append(try await kms.kms.makeKey()) }
        let sets = try await [arns, arns.reversed(), Array(arns[2...] + arns[..<2])].asyncMap { arns in
            let keys = collection()
            for arn in arns { try await keys.add(arn) }
            return try await keys.jwks()
        }
        #expect(Set(sets).count == 1)
        #expect(Set(sets.map(\.json)).count == 1)
        let kids = sets[0].keys.map { $0.kid ?? "" }
        #expect(kids == kids.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        let fewer = collection()
        for arn in arns.dropLast() { try await fewer.add(arn) }
        #expect(try await fewer.jwks().etag != sets[0].etag)
    }

    @Test("the key that signs comes first, whatever its name, and the key before it after it")
    func signingFirst() async throws {
        var orders: Set<Bool> = []
        // Names are thumbprints, so that either order occurs by chance. Sixty pairs leave no doubt.
        for _ in 0..<60 {
            let keys = collection()
            let reference = "alias/\(UUID())"
            _ = try await kms.kms.makeKey(alias: reference)
            let old = try #require(try await keys.add(reference).kid?.string)
            try await kms.kms.move(reference, to: kms.kms.makeKey())
            try await keys.resolveAgain()
            let new = try #require(keys.keys.first?.kid?.string)
            #expect(try await keys.jwks().keys.map(\.kid) == [new, old])
            orders.insert(new < old)
        }
        #expect(orders.count == 2)
    }

    @Test("keys of the algorithms that are not wanted are left out, and a key without a name may be alone then")
    func without() async throws {
        let keys = collection()
        let nameless = try await keys.add(kms.kms.makeKey(), options: .init(kid: KeyOptions.KeyName.none))
        try await keys.add(kms.kms.makeKey(.eccNISTP521))
        try await keys.add(kms.kms.makeKey(.mlDSA65))
        let rsa = try await kms.kms.makeKey(.rsa2048)
        try await keys.add(rsa, algorithm: .ps256)
        #expect(await kmsError { try await keys.jwks() }?.kind == .configuration)
        let set = try await keys.jwks(without: [.es512, .mlDSA65, .ps256, .rs256])
        #expect(set.keys.map(\.algorithm) == [nameless.algorithm])
        let rest = try await keys.jwks(without: [.es256, .es512]).keys.map(\.algorithm)
        #expect(rest.sorted() == ["ML-DSA-65", "PS256"])
        #expect(try await keys.jwks(without: [.es256, .es512, .mlDSA65, .ps256]).json == #"{"keys":[]}"#)
    }

    @Test("it holds the key that an alias named before for as long as that one verifies, and not what was removed")
    func rotation() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = collection(.expiring(after: .seconds(60)).keepingPreviousKey(for: .seconds(600)))
        let old = try await keys.add("alias/x").kid
        try await kms.kms.move("alias/x", to: kms.kms.makeKey())
        try await keys.resolveAgain()
        let new = try #require(keys.keys.first?.kid)
        #expect(try await Set(keys.jwks().keys.map(\.kid)) == [old?.string, new.string])
        hand.advance(by: .seconds(599))
        #expect(try await keys.jwks().keys.count == 2)
        hand.advance(by: .seconds(1))
        #expect(try await keys.jwks().keys.map(\.kid) == [new.string])
        keys.remove(kid: new)
        #expect(try await keys.jwks().keys.isEmpty)
    }

    @Test("no call is made where the keys are at hand, one for each that is not, however many ask")
    func calls() async throws {
        let keys = collection()
        try await keys.add(kms.kms.makeKey())
        // Known by name and ARN alone: nothing was asked for so far.
        let remote = KeyOptions(kid: .keyID, verification: .remote, checksNewSignatures: false)
        try await keys.add(kms.kms.makeKey(.rsa2048), algorithm: .ps256, options: remote)
        #expect(kms.calls.count == 1)
        try await withThrowingTaskGroup { group in
            for _ in 0..<20 { group.addTask { try await keys.jwks() } }
            for try await set in group { #expect(set.keys.count == 2) }
        }
        #expect(kms.calls.map(\.0) == [.getPublicKey, .getPublicKey])
        hand.advance(by: .seconds(1_000_000))
        let set = try await keys.jwks()
        #expect(kms.calls.count == 2)
        // A name is a name: the key that KMS verifies for goes on being verified there.
        let token = try await keys.sign(Session(), kid: keys.keys[1].kid)
        _ = try await keys.verify(token, as: Session.self)
        #expect(kms.count(.verify) == 1)
        keys.clearPublicKeys()
        #expect(try await keys.jwks() == set)
        #expect(kms.count(.getPublicKey) == 4)
    }

    @Test("a public key that can't be fetched is an error of KMS, and no set without it")
    func unavailable() async throws {
        let keys = collection()
        try await keys.add(kms.kms.makeKey())
        try await keys.add(kms.kms.makeKey())
        keys.clearPublicKeys()
        kms.change { $0.getPublicKey = { _ in throw KMSError(.throttling, message: "slow down") } }
        #expect(await kmsError { try await keys.jwks() }?.kind == .throttling)
        kms.change { $0.getPublicKey = nil }
        #expect(try await keys.jwks().keys.count == 2)
    }

    @Test("secrets, JWTKit's keys and other people's are left out; other people's are there where they are asked for")
    func others() async throws {
        let keys = collection()
        let own = try await keys.add(kms.kms.makeKey())
        try await keys.add(kms.kms.makeKey(.hmac256), algorithm: .hs256)
        let secret = ES256PrivateKey()
        try await keys.add(ecdsa: secret, kid: "jwt-kit")
        try await keys.add(hmac: "a secret of at least 32 bytes, is it", digestAlgorithm: .sha256, kid: "hs")
        let pem = P256.Signing.PrivateKey().publicKey.pemRepresentation
        try keys.add(publicKeyPEM: pem, options: .init(kid: .name("theirs")))
        #expect(try await keys.jwks().keys.map(\.kid) == [own.kid?.string])
        let all = try await keys.jwks(includingOthers: true)
        #expect(Set(all.keys.map(\.kid)) == [own.kid?.string, "theirs"])
        let secrets: Set = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"]
        #expect(all.keys.allSatisfy { secrets.isDisjoint(with: $0.members.keys) })
    }

    @Test("two keys of one kid are refused, and so is one without a kid among several")
    func ambiguous() async throws {
        _ = try await kms.kms.makeKey(alias: "alias/x")
        for name in [KeyOptions.KeyName.name("k"), .none] {
            let keys = collection()
            try await keys.add("alias/x", options: .init(kid: name))
            #expect(try await keys.jwks().keys.count == 1)
            try await kms.kms.move("alias/x", to: kms.kms.makeKey())
            try await keys.resolveAgain()
            let error = await kmsError { try await keys.jwks() }
            #expect(error?.kind == .configuration)
            #expect(error?.description.contains("kid") == true)
        }
        let keys = collection()
        try await keys.add("alias/x", options: .init(kid: KeyOptions.KeyName.none))
        try await keys.add(kms.kms.makeKey())
        #expect(await kmsError { try await keys.jwks() }?.kind == .configuration)
    }

    @Test("who has the set is told by its tag: one of several, weak, or any")
    func ifNoneMatch() async throws {
        let keys = collection()
        try await keys.add(kms.kms.makeKey())
        let set = try await keys.jwks()
        let tag = set.etag
        for have in [tag, "W/\(tag)", "\"a\", \(tag)", "\"a\" ,\tW/\(tag) ", "*"] {
            #expect(set.matches(ifNoneMatch: have), "\(have)")
        }
        for other in ["", "\"a\"", String(tag.dropFirst()), "w/\(tag)", "\"\(tag)\"", "**"] {
            #expect(!set.matches(ifNoneMatch: other), "\(other)")
        }
    }

    @Test("it may be kept for half of the time for which a key is published before it signs, at most an hour")
    func cacheControl() {
        let ages: [(Int, Int)] = [(0, 0), (-60, 0), (1, 0), (60, 30), (3_600, 1_800), (7_200, 3_600), (90_000, 3_600)]
        for (propagation, age) in ages {
            #expect(
                JSONWebKeySet.cacheControl(propagation: .seconds(propagation)) == "public, max-age=\(age)")
        }
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
