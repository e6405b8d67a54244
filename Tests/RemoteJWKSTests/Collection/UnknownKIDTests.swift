// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import HTTPFaults
import JWTKMS
import Testing

@testable import RemoteJWKS

@Suite(.timeLimit(.minutes(5))) struct UnknownKIDTests {
    private let a = IssuerKey("a")
    private let b = IssuerKey("b")

    /// What the error of a token says that could not be checked.
    private func whyUnchecked(_ token: String, _ keys: KMSKeyCollection) async -> String {
        let error = await kmsError { try await keys.accepts(token) }
        return error?.isRetryable == true ? error?.message ?? "" : ""
    }

    @Test("a key that was just published is found at its first tokens, by one fetch for all of them")
    func findsNewKeys() async throws {
        try await Issuer.added(a) { issuer, keys, _ in
            issuer.time.advance(by: .seconds(30))
            issuer.publish([a, b])
            let token = try issuer.token(b)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 { group.addTask { try await keys.accepts(token) } }
                try await group.waitForAll()
            }
            #expect(issuer.fetches == 2)
        }
    }

    @Test(
        "a junk kid takes no fetch from a good one: that could not be checked until the cooldown is over, and then its key is known"
    )
    func junkTakesNothing() async throws {
        try await Issuer.added(a) { issuer, keys, _ in
            issuer.time.advance(by: .seconds(30))
            #expect(await jwtError { try await keys.accepts(issuer.token(IssuerKey("junk"))) } == .unknownKID)
            #expect(issuer.fetches == 2)
            issuer.publish([a, b])
            issuer.time.advance(by: .seconds(1))
            #expect(try await whyUnchecked(issuer.token(b), keys).contains("fetched again in 29s"))
            await happened { issuer.time.alarms == [.seconds(60)] }
            #expect(issuer.fetches == 2)
            issuer.time.advance(by: .seconds(29))
            await happened { keys.keys.count == 2 }
            try await keys.accepts(issuer.token(b))
            #expect(issuer.fetches == 3)
        }
    }

    @Test("an unknown kid while the issuer is down could not be checked, and the known keys go on")
    func downIssuer() async throws {
        try await Issuer.added(a) { issuer, keys, _ in
            issuer.fail()
            issuer.time.advance(by: .seconds(30))
            for _ in 0..<2 {
                let why = try await whyUnchecked(issuer.token(b), keys)
                #expect(why.contains("the last fetch failed") && why.contains("503"))
            }
            try await keys.accepts(issuer.token(a))
            #expect(issuer.fetches == 2)
        }
    }

    @Test("an issuer that is back is asked about an unknown kid within a cooldown, however long it was down")
    func issuerIsBack() async throws {
        try await Issuer.added(a) { issuer, keys, source in
            issuer.fail()
            for _ in 0..<10 {
                issuer.time.advance(by: .seconds(500))
                try await keys.accepts(issuer.token(a))
                await happened { !source.isFetching }
            }
            issuer.publish([a, b])
            issuer.time.advance(by: .seconds(30))
            try await keys.accepts(issuer.token(b))
        }
    }

    @Test("a kid that the issuer was just asked about and does not have is bad, also when it comes again and again")
    func askedAbout() async throws {
        try await Issuer.added(a) { issuer, keys, source in
            let junk = try issuer.token(IssuerKey("junk"))
            issuer.time.advance(by: .seconds(29))
            #expect(await kmsError { try await keys.accepts(junk) }?.isRetryable == true)
            issuer.time.advance(by: .seconds(1))
            await happened { issuer.fetches == 2 && !source.isFetching }
            for second in 0..<40 {
                #expect(await jwtError { try await keys.accepts(junk) } == .unknownKID, "\(second)")
                issuer.time.advance(by: .seconds(1))
                await happened { !source.isFetching }
            }
        }
    }

    @Test("a token without a kid of a key of one's own verifies while an issuer is away for too long")
    func ownToken() async throws {
        let own = IssuerKey("own")
        try await Issuer.added(a) { issuer, keys, _ in
            try keys.add(
                publicKeyPEM: own.key.publicKey.pemRepresentation,
                options: .init(kid: KeyOptions.KeyName.none, isDefault: false))
            issuer.fail()
            issuer.time.advance(by: .seconds(2 * 86_400))
            for _ in 0..<3 { try await keys.accepts(own.nameless(of: "https://own.example")) }
            #expect(await kmsError { try await keys.accepts(a.nameless(of: issuer.name)) }?.isRetryable == true)
        }
    }

    @Test("a token that can't be the issuer's is bad, though the issuer could not be asked about its kid")
    func othersToken() async throws {
        // A set of two keys serves no token without a kid.
        try await Issuer.added(a, IssuerKey("c")) { issuer, keys, _ in
            let other = try b.token(payload: #"{"iss":"https://other.example"}"#)
            #expect(await jwtError { try await keys.accepts(other) } == .unknownKID)
            let nameless = try b.nameless(of: issuer.name)
            #expect(await kmsError { try await keys.accepts(nameless) }?.isRetryable == true)
            issuer.time.advance(by: .seconds(30))
            #expect(await jwtError { try await keys.accepts(nameless) } == .missingKIDHeader)
        }
    }

    @Test("a key that a fetch did not bring which had begun before is looked for again when the cooldown is over")
    func beganBefore() async throws {
        try await Issuer.added(a) { issuer, _, source in
            issuer.time.advance(by: .seconds(30))
            _ = source.decide { $0.readAgain(now: $1) }
            let search = await source.lookForNewKey(unknownKID: 1)
            #expect(search.mayHaveCome && search.unasked?.isRetryable == true)
            await happened { issuer.time.alarms == [.seconds(60)] }
            issuer.time.advance(by: .seconds(30))
            await happened { issuer.fetches == 3 }
        }
    }

    @Test("keys end in their time, though a fetch for an unknown kid was due before and brought nothing")
    func endsThough() async throws {
        try await Issuer.added(a) { issuer, keys, source in
            issuer.fail()
            #expect(await kmsError { try await keys.accepts(issuer.token(b)) }?.isRetryable == true)
            await happened { issuer.time.alarms == [.seconds(30)] }
            issuer.time.advance(by: .seconds(30))
            await happened { issuer.fetches == 2 && !source.isFetching }
            await happened { issuer.time.alarms == [.seconds(300 + 24 * 3600)] }
        }
    }

    @Test("who is cancelled while a fetch is under way leaves, and the others have its key")
    func cancels() async throws {
        try await Issuer.added(a) { issuer, keys, source in
            issuer.time.advance(by: .seconds(30))
            issuer.answer("/keys", .silence)
            let token = try issuer.token(b)
            let task = Task { try await keys.accepts(token) }
            await happened { issuer.fetches == 2 }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(source.isFetching)
        }
    }

    @Test("100,000 tokens with forged kids: one fetch in each cooldown, good tokens verify meanwhile, nothing is kept")
    func forgedKIDs() async throws {
        try await Issuer.added(a) { issuer, keys, source in
            let good = try issuer.token(a)
            try await forge(0..<1_000, keys, issuer, good)
            let (before, fetchesBefore) = (Self.residentKiB(), issuer.fetches)
            let cooldowns = 10
            for round in 0..<cooldowns {
                issuer.time.advance(by: .seconds(30))
                await happened { !source.isFetching }
                try await forge(round * 10_000..<(round + 1) * 10_000, keys, issuer, good)
            }
            await happened { !source.isFetching }
            let after = Self.residentKiB()
            print(
                "100,000 forged kids: \(issuer.fetches - fetchesBefore) fetches in \(cooldowns) cooldowns; "
                    + "resident memory \(before) KiB before, \(after) KiB after")
            #expect((1...cooldowns).contains(issuer.fetches - fetchesBefore))
            #expect(keys.keys.count == 1)
        }
    }

    /// Ten tasks bring forged tokens, each with a kid of its own, and among them good ones.
    private func forge(
        _ numbers: Range<Int>, _ keys: KMSKeyCollection, _ issuer: Issuer, _ good: String
    ) async throws {
        let claims = Base64URL.encodeToString(Array(#"{"iss":"\#(issuer.name)"}"#.utf8))
        let tail = ".\(claims)." + String(repeating: "A", count: 86)
        let refused = try await withThrowingTaskGroup(of: Int.self) { group in
            for part in 0..<10 {
                group.addTask {
                    var refused = 0
                    for number in numbers where number % 10 == part {
                        let header = Array(#"{"alg":"ES256","kid":"forged-\#(number)"}"#.utf8)
                        do {
                            try await keys.accepts(Base64URL.encodeToString(header) + tail)
                        } catch let error as JWTError where error.errorType == .unknownKID {
                            refused += 1
                        } catch let error as KMSError where error.isRetryable {
                            refused += 1
                        }
                        if number % 100 == part { try await keys.accepts(good) }
                    }
                    return refused
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(refused == numbers.count)
    }

    private static func residentKiB() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0
    }
}
