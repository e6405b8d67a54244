// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import KMSAPI
import Testing

@testable import AWSKMS

@Suite("A clock that is wrong")
struct ClockTests {
    static let truth = Date(timeIntervalSince1970: 1_440_938_160)  // Sun, 30 Aug 2015 12:36:00 GMT

    /// Refuses what was not signed at the true time, and says what time it is.
    static func rule(date: String? = "Date: Sun, 30 Aug 2015 12:36:00 GMT") -> FaultServer.Rule {
        { request in
            guard request.header("X-Amz-Date") != "20150830T123600Z" else { return .answer(body: CallTests.answer) }
            return FaultTests.error("InvalidSignatureException", headers: date.map { [$0] } ?? [])
        }
    }

    @Test(
        "is corrected by the answer's, once: later calls are right at the first try", arguments: [3600.0, -3600, 240])
    func corrected(skew: TimeInterval) async throws {
        let hand = HandTiming(now: Self.truth + skew)
        let stopped = Timing(now: { Self.truth + skew }, sleep: hand.timing.sleep, random: { 0 })
        try await FaultServer.withClient(by: Self.rule(), timing: stopped) { client, server in
            _ = try await client.sign(CallTests.request)
            #expect(server.requests.count == 2)
            _ = try await client.sign(CallTests.request)
            #expect(server.requests.count == 3)
        }
    }

    @Test("all who were refused meanwhile profit by one correction")
    func together() async throws {
        let wrong = Timing(now: { Self.truth + 3600 }, sleep: { _ in }, random: { 0 })
        try await FaultServer.withClient(by: Self.rule(), timing: wrong) { client, server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<30 { group.addTask { _ = try await client.sign(CallTests.request) } }
                try await group.waitForAll()
            }
            #expect(server.requests.count <= 60)
        }
    }

    @Test(
        "with an answer that tells no time, or nearly ours, the secret is what is wrong: no second try",
        arguments: [nil, "Date: yesterday", "Date: Sun, 30 Aug 2015 13:33:00 GMT"])
    func secret(date: String?) async throws {
        let wrong = Timing(now: { Self.truth + 3600 }, sleep: { _ in }, random: { 0 })
        try await FaultServer.withClient(by: Self.rule(date: date), timing: wrong) { client, server in
            let error = await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
            #expect(error?.kind == .invalidSignature)
            #expect(server.requests.count == 1)
        }
    }

    @Test("a server whose clock jumps with every answer makes no loop")
    func jumping() async throws {
        let rule: FaultServer.Rule = { request in
            FaultTests.error(
                "RequestTimeTooSkewed", headers: ["Date: Sun, 30 Aug 2015 1\(request.number):36:00 GMT"])
        }
        let wrong = Timing(now: { Self.truth + 86_400 }, sleep: { _ in }, random: { 0 })
        try await FaultServer.withClient(by: rule, timing: wrong) { client, server in
            await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
            #expect(server.requests.count == 2)
        }
    }

    @Test(
        "the time of KMS is that of its last answer, whatever this machine's clock shows; nearly ours is ours",
        arguments: [(3600.0, 0.0), (-3600, 0), (5, 0), (1, 1), (0, 0)])
    func serverTime(skew: TimeInterval, left: TimeInterval) async throws {
        let stopped = Timing(now: { Self.truth + skew }, sleep: { _ in }, random: { 0 })
        let rule: FaultServer.Rule = { _ in
            .answer(headers: ["Date: Sun, 30 Aug 2015 12:36:00 GMT"], body: CallTests.answer)
        }
        try await FaultServer.withClient(by: rule, timing: stopped) { client, _ in
            #expect(client.serverTime == Self.truth + skew)
            _ = try await client.sign(CallTests.request)
            #expect(client.serverTime == Self.truth + left)
        }
    }

    @Test("an answer that tells no time, or one that is none, leaves this machine's", arguments: [[], ["Date: soon"]])
    func noServerTime(headers: [String]) async throws {
        let stopped = Timing(now: { Self.truth }, sleep: { _ in }, random: { 0 })
        try await FaultServer.withClient(
            by: { _ in .answer(headers: headers, body: CallTests.answer) }, timing: stopped
        ) {
            client, _ in
            _ = try await client.sign(CallTests.request)
            #expect(client.serverTime == Self.truth)
        }
    }
}
