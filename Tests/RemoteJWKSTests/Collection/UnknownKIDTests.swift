// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import JWTKMS
import Testing

@testable import RemoteJWKS

@Suite(.timeLimit(.minutes(5))) struct UnknownKIDTests {
    private let a = IssuerKey("a")
    private let b = IssuerKey("b")

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
        "a junk kid takes no fetch from a good one: its key is known when the cooldown is over, and nobody waits for it"
    )
    func junkTakesNothing() async throws {
        try await Issuer.added(a) { issuer, keys, _ in
            issuer.time.advance(by: .seconds(30))
            #expect(await jwtError { try await keys.accepts(issuer.token(IssuerKey("junk"))) } == .unknownKID)
            #expect(issuer.fetches == 2)
            issuer.publish([a, b])
            issuer.time.advance(by: .seconds(1))
            #expect(await jwtError { try await keys.accepts(issuer.token(b)) } == .unknownKID)
            await happened { issuer.time.alarms == [.seconds(60)] }
            #expect(issuer.fetches == 2)
            issuer.time.advance(by: .seconds(29))
            await happened { keys.keys.count == 2 }
            try await keys.accepts(issuer.token(b))
            #expect(issuer.fetches == 3)
        }
    }

    @Test("an unknown kid while the issuer is down is unknown, and the known keys go on")
    func downIssuer() async throws {
        try await Issuer.added(a) { issuer, keys, _ in
            issuer.fail()
            issuer.time.advance(by: .seconds(30))
            #expect(await jwtError { try await keys.accepts(issuer.token(b)) } == .unknownKID)
            #expect(await jwtError { try await keys.accepts(issuer.token(b)) } == .unknownKID)
            try await keys.accepts(issuer.token(a))
            #expect(issuer.fetches == 2)
        }
    }

    @Test("a key that a fetch did not bring which had begun before is looked for again when the cooldown is over")
    func beganBefore() async throws {
        try await Issuer.added(a) { issuer, _, source in
            issuer.time.advance(by: .seconds(30))
            _ = source.decide { $0.readAgain(now: $1) }
            _ = await source.lookForNewKey(isKnown: false)
            await happened { issuer.time.alarms == [.seconds(60)] }
            issuer.time.advance(by: .seconds(30))
            await happened { issuer.fetches == 3 }
        }
    }

    @Test("keys end in their time, though a fetch for an unknown kid was due before and brought nothing")
    func endsThough() async throws {
        try await Issuer.added(a) { issuer, keys, source in
            issuer.fail()
            #expect(await jwtError { try await keys.accepts(issuer.token(b)) } == .unknownKID)
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
        let tail = ".e30." + String(repeating: "A", count: 86)
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
