// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import InMemoryLogging
import KMSAPI
import Logging
import Testing

@testable import AWSKMS

@Suite("Calls over HTTP")
struct CallTests {
    static let answer =
        #"{"KeyId":"arn:aws:kms:us-east-1:1:key/k","Signature":"AQID","SigningAlgorithm":"ECDSA_SHA_256"}"#

    static let request = SignRequest(
        keyID: "alias/x", message: Data(repeating: 1, count: 32), messageType: .digest, signingAlgorithm: .ecdsaSHA256)

    private func failure(
        _ behaviour: FaultServer.Behaviour, timeout: Duration = .seconds(120)
    ) async throws -> KMSError? {
        try await FaultServer.withClient(behaviour, timeout: timeout) { client, _ in
            await #expect(throws: KMSError.self) { try await client.sign(Self.request) }
        }
    }

    @Test("a request is AWS JSON 1.1, signed, and the answer is read")
    func request() async throws {
        try await FaultServer.withClient(.answer(body: Self.answer), path: "/prefix/") { client, server in
            let answer = try await client.sign(Self.request)
            #expect(answer.signature == Data([1, 2, 3]))
            let request = try #require(server.requests.first)
            #expect(request.hasPrefix("POST /prefix/ HTTP/1.1\r\n"))
            for line in [
                "x-amz-target: TrentService.Sign", "content-type: application/x-amz-json-1.1",
                "x-amz-security-token: \(FaultServer.token)",
            ] {
                #expect(request.contains("\r\n\(line)\r\n"), "\(line)")
            }
            #expect(
                request.contains(
                    "SignedHeaders=amz-sdk-invocation-id;amz-sdk-request;content-type;host;x-amz-date;x-amz-security-token;x-amz-target"
                ))
            #expect(request.contains(#""MessageType":"DIGEST""#) && request.contains(#""KeyId":"alias/x""#))
            #expect(!request.contains(FaultServer.secret))
        }
    }

    @Test("an empty answer is an empty result, members that nobody knows are passed over")
    func odd() async throws {
        try await FaultServer.withClient(.answer(body: "")) { client, _ in
            try await client.createAlias(CreateAliasRequest(aliasName: "alias/x", targetKeyID: "k"))
        }
        try await FaultServer.withClient(
            .answer(body: #"{"KeyId":"k","PublicKey":"AQID","KeySpec":"NEW_2027","Later":{}}"#)
        ) {
            client, _ in
            let answer = try await client.getPublicKey(GetPublicKeyRequest(keyID: "k"))
            #expect(answer.keySpec?.rawValue == "NEW_2027")
        }
    }

    @Test("an error tells code, message, request id, status, operation and key")
    func error() async throws {
        let error = try await failure(
            .answer(
                status: 400, headers: ["x-amzn-RequestId: r-1"],
                body: #"{"__type":"NotFoundException","message":"no x"}"#))
        #expect(error?.kind == .notFound)
        #expect(error?.message == "no x")
        #expect(error?.requestID == "r-1")
        #expect(error?.kmsStatus == 400)
        #expect(error?.operation == .sign)
        #expect(error?.keyReference == "alias/x")
        #expect(error?.isRetryable == false)
        #expect(
            error?.description
                == "Sign with key alias/x failed: NotFoundException: no x (HTTP 400, request id r-1). Check the key reference, the account and the Region"
        )
    }

    @Test(
        "every way of writing the code is read",
        arguments: [
            ([], #"{"__type":"DisabledException"}"#), ([], #"{"__type":"com.amazonaws.kms#DisabledException"}"#),
            ([], #"{"__type":"com.amazonaws.kms#DisabledException:http://x/y"}"#),
            ([], #"{"code":"DisabledException"}"#),
            (["x-amzn-errortype: DisabledException"], ""), (["X-Amzn-ErrorType: DisabledException:http://x"], "{}"),
            (["X-Amzn-ErrorType: a#DisabledException"], #"{"__type":"Other"}"#),
        ])
    func codes(headers: [String], body: String) async throws {
        #expect(try await failure(.answer(status: 400, headers: headers, body: body))?.kind == .disabled)
    }

    @Test("KMS's Message with a capital is a message too")
    func capitalMessage() async throws {
        let body = #"{"__type":"AccessDeniedException","Message":"not you"}"#
        #expect(try await failure(.answer(status: 400, body: body))?.message == "not you")
    }

    @Test("an unknown code is carried, and retried by its status", arguments: [(400, false), (500, true)])
    func unknown(status: Int, isRetryable: Bool) async throws {
        let error = try await failure(.answer(status: status, body: #"{"__type":"FutureException"}"#))
        #expect(error?.kind.code == "FutureException")
        #expect(error?.isRetryable == isRetryable)
    }

    @Test("what is no answer of KMS's names its status and is quoted, cut and escaped")
    func proxies() async throws {
        let html = "<html>\u{1B}[31m" + String(repeating: "x", count: 1000)
        let error = try await failure(.answer(status: 502, body: html))
        #expect(error?.kind == .malformedResponse)
        #expect(error?.isRetryable == true)
        #expect(error?.kmsStatus == 502)
        #expect(error?.message.contains("<html>\\u{1B}[31m") == true)
        #expect((error?.message.utf8.count ?? 999) < 300)
    }

    @Test(
        "a 200 that lacks what it must have is an error",
        arguments: [
            "{}", "", "[]", "null", "<html>", #"{"KeyId":"k","Signature":"not base64!","SigningAlgorithm":"x"}"#,
            #"{"KeyId":"k","SigningAlgorithm":"x"}"#, #"{"KeyId":1,"Signature":"AQID","SigningAlgorithm":"x"}"#,
            #"{"KeyId":"k","Signature":null,"SigningAlgorithm":"x"}"#,
        ])
    func malformed(body: String) async throws {
        let error = try await failure(.answer(body: body))
        #expect(error?.kind == .malformedResponse)
        #expect(error?.isRetryable == false)
    }

    @Test("a connection that is refused, closed or cut is told as one that can be tried again")
    func transport() async throws {
        for behaviour in [FaultServer.Behaviour.close, .half, .reset] {
            let error = try await failure(behaviour)
            #expect(error?.kind == .transport)
            #expect(error?.isRetryable == true)
        }
        let url = try await FaultServer.run(.close) { $0.url }
        let client = try await AWSKMSClient(
            configuration: .init(
                region: "us-east-1", credentials: Credentials(accessKeyID: "a", secretAccessKey: "b"), endpoint: url),
            environment: Environment([:]), timing: HandTiming().timing)
        let error = await #expect(throws: KMSError.self) { try await client.sign(Self.request) }
        #expect(error?.kind == .transport || error?.kind == .timeout)
        try await client.shutdown()
    }

    @Test("silence and an answer that drips end when the time for the whole call is over")
    func timeouts() async throws {
        for behaviour in [FaultServer.Behaviour.silence, .drip] {
            let error = try await failure(behaviour, timeout: .milliseconds(300))
            #expect(error?.kind == .timeout)
            #expect(error?.isRetryable == true)
        }
    }

    @Test("an answer without end is cut")
    func endless() async throws {
        let error = try await failure(.endless)
        #expect(error?.kind == .malformedResponse)
        #expect(error?.message.contains("65536 bytes") == true)
    }

    @Test("a redirect is not followed")
    func redirect() async throws {
        try await FaultServer.run(.answer(body: Self.answer)) { other in
            let headers = ["Location: \(other.url)/"]
            let error = try await failure(.answer(status: 307, headers: headers, body: ""))
            #expect(error?.kmsStatus == 307)
            #expect(other.requests.isEmpty)
        }
    }

    @Test("cancelling the task ends the request and closes its connection")
    func cancellation() async throws {
        try await FaultServer.withClient(.silence) { client, server in
            let task = Task { try await client.sign(Self.request) }
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            while server.closed == 0 { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    @Test("a key ARN of another Region is asked there; a user's own endpoint serves all")
    func regions() async throws {
        try await FaultServer.withClient(.answer(body: Self.answer)) { client, server in
            var request = Self.request
            request.keyID = "arn:aws:kms:eu-west-1:1:key/k"
            _ = try await client.sign(request)
            #expect(server.requests.count == 1)
            // Signed for the key's Region: an emulator tells Regions by that.
            #expect(server.requests[0].contains("/eu-west-1/kms/aws4_request"))
        }
        let client = try await AWSKMSClient(
            configuration: .init(
                region: "us-east-1", credentials: Credentials(accessKeyID: "a", secretAccessKey: "b"),
                requestTimeout: .milliseconds(1)), environment: Environment([:]))
        var request = Self.request
        request.keyID = "arn:aws-cn:kms:cn-north-1:1:key/k"
        let error = await #expect(throws: KMSError.self) { try await client.sign(request) }
        #expect(error?.message.contains("kms.cn-north-1.amazonaws.com.cn") == true)
        try await client.shutdown()
    }

    @Test("no secret is in an error or a log")
    func secrets() async throws {
        let log = InMemoryLogHandler()
        var logger = Logger(label: "test") { _ in log }
        logger.logLevel = .trace
        let bodies: [FaultServer.Behaviour] = [
            .answer(status: 400, body: #"{"__type":"InvalidSignatureException"}"#), .answer(body: "x"), .close,
            .answer(status: 500, body: "x"), .silence, .reset, .half,
            .answer(
                status: 403,
                body: #"{"__type":"InvalidSignatureException","message":"x-amz-security-token:\#(FaultServer.token)"}"#),
            .answer(
                status: 400, headers: ["x-amzn-RequestId: \(FaultServer.token)"],
                body: #"{"__type":"NotFoundException"}"#),
            .answer(status: 502, body: "<html>you sent \(FaultServer.token)</html>"),
        ]
        for behaviour in bodies {
            try await FaultServer.withClient(behaviour, timeout: .milliseconds(300), logger: logger) { client, _ in
                let error = await #expect(throws: KMSError.self) { try await client.sign(Self.request) }
                var dumped = "\(String(describing: error)) \(String(reflecting: error))"
                dump(error, to: &dumped)
                #expect(!dumped.contains(FaultServer.secret) && !dumped.contains(FaultServer.token))
            }
        }
        #expect(log.entries.filter { "\($0.message)".hasPrefix("KMS Sign failed") }.count == bodies.count)
        for entry in log.entries {
            #expect(!"\(entry)".contains(FaultServer.secret) && !"\(entry)".contains(FaultServer.token))
        }
    }

    @Test("withClient shuts down whatever happens")
    func scoped() async throws {
        let configuration = AWSKMSClient.Configuration(
            region: "us-east-1", credentials: Credentials(accessKeyID: "a", secretAccessKey: "b"),
            endpoint: "http://127.0.0.1:1")
        let client = try await AWSKMSClient.withClient(configuration: configuration) { $0 }
        await #expect(throws: (any Error).self) { try await client.shutdown() }
        await #expect(throws: NoReason.self) {
            try await AWSKMSClient.withClient(configuration: configuration) { _ in throw NoReason() }
        }
    }

    struct NoReason: Error {}
}
