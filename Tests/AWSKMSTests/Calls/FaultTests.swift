// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import KMSAPI
import Synchronization
import Testing

@testable import AWSKMS

@Suite("Faults of KMS and of the network")
struct FaultTests {
    static func error(_ code: String, status: Int = 400, headers: [String] = []) -> FaultServer.Behaviour {
        .answer(status: status, headers: headers, body: #"{"__type":"\#(code)","message":"m"}"#)
    }

    /// These in turn, then good answers.
    static func first(_ behaviours: [FaultServer.Behaviour]) -> FaultServer.Rule {
        { $0.number <= behaviours.count ? behaviours[$0.number - 1] : .answer(body: CallTests.answer) }
    }

    @Test(
        "a fault that passes costs a call nothing but time",
        arguments: [
            ("throttled twice", [error("ThrottlingException"), error("ThrottlingException")], [0.4, 0.8]),
            ("internal, with 400", [error("KMSInternalException")], [0.05]),
            ("internal, with 500", [error("KMSInternalException", status: 500)], [0.05]),
            ("dependency", [error("DependencyTimeoutException", status: 503)], [0.05]),
            ("key unavailable", [error("KeyUnavailableException"), error("KeyUnavailableException")], [0.05, 0.4]),
            ("a code of next year, with 500", [error("FutureException", status: 500)], [0.05]),
            ("a proxy's page", [.answer(status: 502, body: "<html>")], [0.05]),
            ("an empty 503", [.answer(status: 503, body: "")], [0.05]),
            ("reset before the answer", [.reset], [0.05]),
            ("half an answer", [.half, .half], [0.05, 0.4]),
            ("closed without a word", [.close], [0.05]),
            ("waits as the server asks", [error("ThrottlingException", headers: ["x-amz-retry-after: 1500"])], [1.5]),
            ("at most 5 s more", [error("ThrottlingException", headers: ["x-amz-retry-after: 9000"])], [5.4]),
            ("garbage is passed over", [error("ThrottlingException", headers: ["x-amz-retry-after: -1"])], [0.4]),
        ] as [(String, [FaultServer.Behaviour], [Double])])
    func recovered(name: String, faults: [FaultServer.Behaviour], waits: [Double]) async throws {
        let hand = HandTiming(random: 1)
        try await FaultServer.withClient(by: Self.first(faults), timing: hand.timing) { client, server in
            let answer = try await client.sign(CallTests.request)
            #expect(answer.signature == Data([1, 2, 3]), "\(name)")
            #expect(server.requests.count == faults.count + 1)
            #expect(hand.sleeps.map { Int(($0 / .milliseconds(1)).rounded()) } == waits.map { Int($0 * 1000) })
        }
    }

    @Test("a connection that is reset after its answer is not used again")
    func resetAfterwards() async throws {
        let rule: FaultServer.Rule = { _ in .answerThenReset(body: CallTests.answer) }
        try await FaultServer.withClient(by: rule, attempts: 10) { client, server in
            for _ in 0..<20 { _ = try await client.sign(CallTests.request) }
            #expect(server.requests.count >= 20)
        }
    }

    @Test(
        "what trying again can't help is asked once",
        arguments: [
            "KMSInvalidStateException", "DisabledException", "NotFoundException", "InvalidKeyUsageException",
            "AccessDeniedException", "ValidationException", "KMSInvalidSignatureException", "KMSInvalidMacException",
            "LimitExceededException", "InvalidSignatureException", "SignatureDoesNotMatch", "ExpiredTokenException",
            "UnrecognizedClientException", "DryRunOperationException", "FutureException",
        ])
    func once(code: String) async throws {
        try await FaultServer.withClient(Self.error(code)) { client, server in
            let error = await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
            #expect(error?.kind.code == code)
            #expect(error?.isRetryable == false)
            #expect(server.requests.count == 1)
        }
    }

    @Test(
        "a fault that stays is tried as often as the user says, and told as it is",
        arguments: [
            (error("ThrottlingException"), "ThrottlingException"), (.close, "TransportFailure"),
            (.answer(status: 502, body: "<html>"), "MalformedResponse"), (.half, "TransportFailure"),
            (error("KMSInternalException", status: 500), "KMSInternalException"),
        ] as [(FaultServer.Behaviour, String)])
    func stays(behaviour: FaultServer.Behaviour, code: String) async throws {
        try await FaultServer.withClient(by: { _ in behaviour }, attempts: 4) { client, server in
            let error = await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
            #expect(error?.kind.code == code)
            #expect(error?.isRetryable == true)
            #expect(server.requests.count == 4)
        }
    }

    @Test(
        "A connection that ends early is one sentence, and says nothing of a refusal",
        arguments: [.reset, .close, .half]
            as [FaultServer.Behaviour])
    func endedEarly(behaviour: FaultServer.Behaviour) async throws {
        try await FaultServer.withClient(by: { _ in behaviour }, attempts: 1) { client, server in
            let error = await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
            let host = server.url.dropFirst("http://".count)
            #expect(
                error?.description
                    == "Sign with key \(CallTests.request.keyID) failed: TransportFailure: \(host) closed the connection "
                    + "before its response was complete. The same call may work later")
        }
    }

    @Test("a try that is too slow ends, and the next may succeed", arguments: [FaultServer.Behaviour.silence, .drip])
    func slow(behaviour: FaultServer.Behaviour) async throws {
        try await FaultServer.run(by: Self.first([behaviour])) { server in
            let client = try await AWSKMSClient(
                configuration: .init(
                    region: "us-east-1", credentials: FaultServer.credentials, endpoint: server.url,
                    attemptTimeout: .seconds(3), requestTimeout: .seconds(120)), environment: Environment([:]),
                timing: HandTiming().timing)
            let answer = try await client.sign(CallTests.request)
            #expect(answer.keyID.hasSuffix("key/k"))
            // Two, unless this machine is so busy that a good answer is too slow as well.
            #expect((2...3).contains(server.requests.count))
            try await client.shutdown()
        }
    }

    @Test("all tries say the same call, and which try they are")
    func headers() async throws {
        let faults = Self.first([.close, Self.error("ThrottlingException")])
        try await FaultServer.withClient(by: faults, attempts: 5) { client, server in
            _ = try await client.sign(CallTests.request)
            let requests = server.requests.enumerated().map { FaultServer.Request(number: $0 + 1, text: $1) }
            #expect(
                requests.map { $0.header("amz-sdk-request") } == [
                    "attempt=1; max=5", "attempt=2; max=5", "attempt=3; max=5",
                ])
            #expect(Set(requests.map { $0.header("amz-sdk-invocation-id") }).count == 1)
            _ = try await client.sign(CallTests.request)
            let last = FaultServer.Request(number: 4, text: server.requests[3])
            #expect(last.header("amz-sdk-invocation-id") != requests[0].header("amz-sdk-invocation-id"))
        }
    }

    @Test("a wait that would pass the limit of the call is not begun: the fault is told, not a time-out")
    func deadline() async throws {
        let hand = HandTiming(random: 1)
        let rule: FaultServer.Rule = { request in
            // The second try takes nearly all of the time.
            if request.number == 2 { hand.advance(by: 592) }
            return Self.error("ThrottlingException", headers: ["x-amz-retry-after: 5000"])
        }
        try await FaultServer.withClient(by: rule, timeout: .seconds(600), timing: hand.timing) { client, server in
            let error = await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
            #expect(error?.kind == .throttling)
            #expect(server.requests.count == 2)
            #expect(hand.sleeps == [.seconds(5)])
        }
    }

    @Test("a call whose time is over says what its tries met")
    func history() async throws {
        let rule: FaultServer.Rule = { $0.number == 1 ? Self.error("ThrottlingException") : .silence }
        try await FaultServer.run(by: rule) { server in
            let client = try await AWSKMSClient(
                configuration: .init(
                    region: "us-east-1", credentials: FaultServer.credentials, endpoint: server.url,
                    attemptTimeout: .seconds(60), requestTimeout: .seconds(8)), environment: Environment([:]),
                timing: HandTiming(random: 0).timing)
            let error = await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
            #expect(error?.kind == .timeout)
            #expect(
                error?.message.hasSuffix("within 8 s (before: ThrottlingException (HTTP 400), waited 320 ms)") == true)
            try await client.shutdown()
        }
    }

    @Test("cancelling ends a call that waits for its next try")
    func cancelledBetween() async throws {
        let timing = Timing(random: { 1 })
        try await FaultServer.withClient(Self.error("ThrottlingException"), timing: timing) { client, server in
            let task = Task { try await client.sign(CallTests.request) }
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(server.requests.count == 1)
        }
    }

    @Test("if the user says how often, 1000 calls share the SDKs' quota of retries")
    func quota() async throws {
        try await FaultServer.withClient(by: { _ in Self.error("KMSInternalException", status: 500) }, attempts: 3) {
            client, server in
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<1000 { group.addTask { _ = try? await client.sign(CallTests.request) } }
            }
            #expect(server.requests.count <= 1000 + 500 / 14)
            #expect(server.requests.count > 1000)
            #expect(client.retries.quota.remaining < 14)
        }
    }

    private final class Count: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }

        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }

    /// One in ten of the answers is a fault, of each kind in turn; no call meets three.
    private static func oneInTen(_ count: Count) -> FaultServer.Rule {
        { request in
            guard let message = try? JSONDecoder().decode(SignRequest.self, from: Data(request.body.utf8)).message
            else { return .close }
            let good =
                #"{"KeyId":"k","Signature":"\#(message.base64EncodedString())","SigningAlgorithm":"ECDSA_SHA_256"}"#
            guard request.attempt < 3, request.number.isMultiple(of: 10) else { return .answer(body: good) }
            let faults: [FaultServer.Behaviour] = [
                error("KMSInternalException", status: 500), error("ThrottlingException"), .reset, .half, .close,
                .answer(status: 503, body: ""),
            ]
            return faults[count.next() % faults.count]
        }
    }

    @Test(
        "10,000 signatures, 64 at a time, one answer in ten a fault: none is lost, none is another's, nothing stays open"
    )
    func many() async throws {
        let faults = Count()
        try await FaultServer.run(by: Self.oneInTen(faults)) { server in
            let client = try await AWSKMSClient(
                configuration: .init(
                    region: "us-east-1", credentials: FaultServer.credentials, endpoint: server.url,
                    attemptTimeout: .seconds(120), requestTimeout: .seconds(300)),
                environment: Environment([:]))
            let right = try await withThrowingTaskGroup(of: Int.self) { group in
                for worker in 0..<64 {
                    group.addTask {
                        var right = 0
                        for index in stride(from: worker, to: 10_000, by: 64) {
                            let message = Data("message \(index)".utf8)
                            let answer = try await client.sign(
                                SignRequest(keyID: "k", message: message, signingAlgorithm: .ecdsaSHA256))
                            if answer.signature == message { right += 1 }
                        }
                        return right
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(right == 10_000)
            #expect(faults.value > 1000)
            #expect(server.requests.count == 10_000 + faults.value)
            try await client.shutdown()
            while server.closed < server.opened { try await Task.sleep(for: .milliseconds(1)) }
            #expect(server.opened <= 64 + faults.value)
        }
    }
}
