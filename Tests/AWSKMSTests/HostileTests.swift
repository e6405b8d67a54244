// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults
import KMSAPI
import Testing

@testable import AWSKMS

@Suite("What a client is given and can't use")
struct HostileTests {
    @Test(
        "credentials that can't stand in a header are refused at once and not shown",
        arguments: [
            ("AKID", "hunter2", "t0ken\n"), ("AKID", "hunter2\r\nX: y", nil), ("AKID\u{0}", "hunter2", nil),
            ("AKID", "", nil), ("", "hunter2", nil), ("AKID", "hunter2", "t0kén"), ("AKID", "hunter2", ""),
        ])
    func credentials(id: String, secret: String, token: String?) async {
        let credentials = Credentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token)
        let error = await #expect(throws: KMSError.self) {
            try await AWSKMSClient(
                configuration: .init(region: "us-east-1", credentials: credentials), environment: Environment([:]))
        }
        #expect(error?.kind == .credentials)
        #expect(error?.message.contains("(of: code)") == true)
        let shown = String(reflecting: error)
        #expect(!shown.contains("hunter2") && !shown.contains("t0k"))
    }

    @Test("a message of KMS's begins no line of its own and moves no cursor")
    func message() async throws {
        let body = #"{"__type":"X","message":"n\u00f6\u001b[31m\nINFO all is well\u202e"}"#
        let error = try await failure(.answer(status: 400, body: body))
        #expect(error?.message == #"nö\u{1B}[31m\u{A}INFO all is well\u{202E}"#)
        let long = #"{"__type":"X","message":"\#(String(repeating: "x", count: 10_000))"}"#
        #expect(try await failure(.answer(status: 400, body: long))?.message.utf8.count == 2051)
    }

    @Test("what is no code is not carried as one", arguments: ["a b", "a\\nb", "#", ":x", "é"])
    func code(spelled: String) async throws {
        let error = try await failure(.answer(status: 400, body: #"{"__type":"\#(spelled)"}"#))
        #expect(error?.kind == .malformedResponse)
        #expect(error?.kmsStatus == 400)
    }

    @Test("a client that was shut down says so, and trying again does not help")
    func shutdown() async throws {
        try await FaultServer.withClient(.silence) { client, server in
            async let underWay = #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            try await client.shutdown()
            let later = await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
            for error in [await underWay, later] {
                #expect(error?.kind == .configuration)
                #expect(error?.isRetryable == false)
            }
        }
    }

    @Test("time limits without end and below nothing trap nowhere")
    func limits() async throws {
        try await FaultServer.withClient(
            .answer(body: CallTests.answer), timeout: .seconds(Int64.max)
        ) { client, _ in _ = try await client.sign(CallTests.request) }
        #expect(try await failure(.silence, timeout: .seconds(-1))?.kind == .timeout)
    }

    private func failure(
        _ behaviour: FaultServer.Behaviour, timeout: Duration = .seconds(120)
    ) async throws -> KMSError? {
        try await FaultServer.withClient(behaviour, timeout: timeout) { client, _ in
            await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
        }
    }
}
