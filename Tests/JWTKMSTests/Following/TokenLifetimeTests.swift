// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKit
import KMSAPI
import LocalKMS
import Testing

@testable import JWTKMS

@Suite("No token outlives its key")
struct TokenLifetimeTests {
    let rotation = FollowedRotation()
    private var kms: LocalKMS { rotation.kms.kms }
    private var now: Double { rotation.hand.clock.secondsSince1970() }

    private func follow(shortening: Bool, client: (any KMSClient)? = nil) async throws -> KMSKeyCollection {
        _ = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x", shortensExpiration: shortening)
        return keys
    }

    private func session(_ seconds: Double) -> Session {
        Session(exp: .init(value: Date(timeIntervalSince1970: now + seconds)))
    }

    @Test("an exp that is later than the token lifetime from now, or missing, is refused before KMS is asked")
    func refused() async throws {
        let keys = try await follow(shortening: false)
        for session in [session(3601), Session()] {
            let error = await kmsError { try await keys.sign(session) }
            #expect(error?.kind == .configuration && error?.description.contains("1h from now") == true)
        }
        #expect(rotation.kms.count(.sign) == 0)
        _ = try await keys.sign(session(3600))
    }

    @Test("an exp that is less than a second later than that is cut to the whole second, and a later one is refused")
    func cut() async throws {
        _ = try await kms.makeKey(alias: "alias/x")
        var clock = rotation.hand.clock
        clock.secondsSince1970 = { 1_800_000_000.6 }
        func payload(_ exp: String) async throws -> String {
            let serializer = Written(json: #"{"exp":\#(exp),"sub":"ada"}"#)
            let keys = KMSKeyCollection(client: kms, serializer: serializer, clock: clock)
            try await keys.add(rotating: "alias/x")
            return String(decoding: try CompactToken(Array(try await keys.sign(Session()).utf8)).payload, as: UTF8.self)
        }
        // As an issuer writes it who rounds to the nearest second.
        for exp in ["1800003601", "1800003601.5"] {
            #expect(try await payload(exp) == #"{"exp":1800003600,"sub":"ada"}"#)
        }
        #expect(try await payload("1800003600.5") == #"{"exp":1800003600.5,"sub":"ada"}"#)
        #expect(await kmsError { try await payload("1800003602") }?.kind == .configuration)
    }

    @Test("ExpirationClaim(after:) is the whole second before the end of the lifetime")
    func claim() async throws {
        let now = Date(timeIntervalSince1970: 1_800_000_000.6)
        #expect(ExpirationClaim(after: .seconds(900), now: now).value.timeIntervalSince1970 == 1_800_000_900)
        #expect(ExpirationClaim(after: .milliseconds(500), now: now).value.timeIntervalSince1970 == 1_800_000_001)
        let claim = ExpirationClaim(after: .seconds(900)).value.timeIntervalSinceNow
        #expect((-60...900).contains(claim - 0.001))
    }

    @Test("exp and nbf are forgiven as much as the policy says, or more where the options do")
    func leeway() async throws {
        let keys = try await follow(shortening: false)
        let token = try await keys.sign(session(60))
        rotation.hand.advance(by: .seconds(89))
        _ = try await keys.verify(token, as: Session.self)
        rotation.hand.advance(by: .seconds(1))
        #expect(
            await jwtError { try await keys.verify(token, as: Session.self) }?.errorType == .claimVerificationFailure)
        let others = rotation.collection()
        try await others.add(
            rotating: "alias/x", options: .init(requirements: Requirements(leeway: .seconds(40))))
        _ = try await others.verify(token, as: Session.self)
    }

    @Test("or, where that is asked for, is set to what it may be, and nothing else is changed")
    func shortened() async throws {
        let keys = try await follow(shortening: true)
        for session in [session(3601), Session(), session(1e9)] {
            let claims = try await keys.verify(keys.sign(session), as: Session.self)
            #expect(claims.exp?.value.timeIntervalSince1970 == now + 3600)
            #expect(claims.sub == "ada")
        }
        let claims = try await keys.verify(keys.sign(session(60)), as: Session.self)
        #expect(claims.exp?.value.timeIntervalSince1970 == now + 60)
    }

    @Test(
        "however it is spelt",
        arguments: [
            (#"{"sub":"a"}"#, #"{"exp":1800003600,"sub":"a"}"#), ("{}", #"{"exp":1800003600}"#),
            (#" { "e\u0078p" : 9e99 , "a": [1]}"#, #" { "e\u0078p" : 1800003600 , "a": [1]}"#),
            (#"{"exp":null,"x":{"exp":1}}"#, #"{"exp":1800003600,"x":{"exp":1}}"#),
            (#"{"x":{"exp":1}}"#, #"{"exp":1800003600,"x":{"exp":1}}"#),
            (#"{"exp":1800003600.5}"#, #"{"exp":1800003600}"#), (#"{"exp":5}"#, #"{"exp":5}"#),
        ])
    func spelt(json: String, expected: String) async throws {
        _ = try await kms.makeKey(alias: "alias/x")
        let keys = KMSKeyCollection(client: kms, serializer: Written(json: json), clock: rotation.hand.clock)
        try await keys.add(rotating: "alias/x", shortensExpiration: true)
        let token = try await keys.sign(Session())
        #expect(String(decoding: try CompactToken(Array(token.utf8)).payload, as: UTF8.self) == expected)
    }

    @Test("an exp that is no number is refused, whatever is asked for", arguments: [true, false])
    func noNumber(shortening: Bool) async throws {
        _ = try await kms.makeKey(alias: "alias/x")
        for json in [#"{"exp":"tomorrow"}"#, #"{"exp":[1]}"#, #"{"exp":true}"#, #"{"exp":1e400}"#, #"{"exp":-1e400}"#] {
            let keys = KMSKeyCollection(client: kms, serializer: Written(json: json), clock: rotation.hand.clock)
            try await keys.add(rotating: "alias/x", shortensExpiration: shortening)
            #expect(await kmsError { try await keys.sign(Session()) }?.kind == .configuration)
        }
    }

    @Test("where the aliases were not read for too long, signing reads them first")
    func readsFirst() async throws {
        let keys = try await follow(shortening: false)
        // Five polls may pass: after that the key may have been replaced too long ago.
        rotation.hand.advance(by: .seconds(299))
        let before = rotation.read.count
        _ = try await keys.sign(session(3600))
        #expect(rotation.read.count == before)
        rotation.hand.advance(by: .seconds(1))
        _ = try await keys.sign(session(3600))
        #expect(rotation.read.count == before + 3)
        _ = try await keys.sign(session(3600))
        #expect(rotation.read.count == before + 3)
    }

    @Test("and where they can't be, no token is signed that could outlive the key, which is no fault of the caller's")
    func unread() async throws {
        let keys = try await follow(shortening: false)
        kms.faults.throttle(next: 1_000, of: .getPublicKey)
        rotation.hand.advance(by: .seconds(301))
        let error = await kmsError { try await keys.sign(session(3600)) }
        #expect(error?.isRetryable == true && error?.kind == .throttling)
        #expect(rotation.kms.count(.sign) == 0)
        // One that ends in time is signed.
        _ = try await keys.sign(session(3599))
        // It tries again after a pause only, however many sign.
        let before = rotation.read.count
        for _ in 0..<100 { _ = try? await keys.sign(session(3600)) }
        #expect(rotation.read.count == before)
        kms.faults.clear()
        rotation.hand.advance(by: .seconds(1))
        _ = try await keys.sign(session(3600))
    }

    @Test("what a reading tells was true when it began, however long it took")
    func slowReading() async throws {
        let keys = try await follow(shortening: false)
        let (gate, hasBegun) = rotation.holdReadings()
        let reading = Task { try await keys.resolveAgain() }
        await hasBegun.pass()
        rotation.hand.advance(by: .seconds(200))
        gate.open()
        try await reading.value
        rotation.hand.advance(by: .seconds(100))
        let before = rotation.read.count
        _ = try await keys.sign(session(3600))
        #expect(rotation.read.count == before + 3)
    }

    @Test("a reading that is under way is waited for, also before it would be tried again")
    func waits() async throws {
        let keys = try await follow(shortening: false)
        kms.faults.throttle(next: 1, of: .getPublicKey)
        rotation.hand.advance(by: .seconds(301))
        #expect(await kmsError { try await keys.sign(session(3600)) }?.kind == .throttling)
        let (gate, hasBegun) = rotation.holdReadings()
        let reading = Task { try await keys.resolveAgain() }
        await hasBegun.pass()
        let exp = session(3600)
        let token = Task { try await keys.sign(exp) }
        for _ in 0..<50 { await Task.yield() }
        gate.open()
        try await reading.value
        _ = try await token.value
    }

    @Test("nor where the alias may no longer be looked at: another key may sign by now, and somebody must act")
    func denied() async throws {
        let keys = try await follow(shortening: false)
        let token = try await keys.sign(session(3600))
        rotation.kms.change { hooks in
            hooks.getPublicKey = { _ in throw KMSError(.accessDenied, message: "not authorized") }
        }
        rotation.hand.advance(by: .seconds(301))
        let error = await kmsError { try await keys.sign(session(3600)) }
        #expect(error?.kind == .accessDenied && error?.isRetryable == false)
        _ = try await keys.verify(token, as: Session.self)
        // It is looked at again after a pause only.
        let before = rotation.read.count
        for _ in 0..<20 { _ = try? await keys.sign(session(3600)) }
        #expect(rotation.read.count == before)
        // An alias that is not there tells that no other key signs.
        rotation.kms.change { $0.getPublicKey = nil }
        try await kms.deleteAlias(DeleteAliasRequest(aliasName: "alias/x"))
        rotation.hand.advance(by: .seconds(1))
        _ = try await keys.sign(session(3600))
    }

    @Test("nor where the alias names a key that can't be used: the last good one may be retired by now")
    func unusable() async throws {
        let keys = try await follow(shortening: false)
        let next = try await kms.makeKey()
        try await kms.disableKey(DisableKeyRequest(keyID: next))
        try await kms.move("alias/x", to: next)
        for minute in 1...10 {
            rotation.hand.advance(by: .seconds(60))
            try await keys.resolveAgain()
            // What was read last is true for five minutes.
            if minute < 5 {
                _ = try await keys.sign(session(3600))
            } else if minute > 5 {
                #expect(await kmsError { try await keys.sign(session(3600)) }?.kind == .disabled)
            }
        }
        _ = try await keys.sign(session(3000))
        try await kms.enableKey(EnableKeyRequest(keyID: next))
        try await keys.resolveAgain()
        _ = try await keys.sign(session(3600))
    }

    @Test("shortening goes as far as that, and not to tokens that are over at once")
    func shortenedToo() async throws {
        let keys = try await follow(shortening: true)
        kms.faults.throttle(next: 1_000, of: .getPublicKey)
        rotation.hand.advance(by: .seconds(400))
        let claims = try await keys.verify(keys.sign(session(3600)), as: Session.self)
        #expect(claims.exp?.value.timeIntervalSince1970 == now + 3500)
        rotation.hand.advance(by: .seconds(3500))
        #expect(await kmsError { try await keys.sign(session(3600)) }?.isRetryable == true)
    }
}
