// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import KMSTransport
import Testing

@testable import AWSKMS

@Suite("Recorded exchanges: the test double")
struct RecordedExchangeTests {
    private static let recording = Data(
        #"""
        {"events": [
          {"connection_id": 0, "action": {"Request": {"request": {"uri": "https://sts.example/?a=1&b=2", "method": "POST",
            "headers": {"Content-Type": ["application/x-www-form-urlencoded"], "authorization":
            ["AWS4-HMAC-SHA256 Credential=AKID/20210810/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=00"]}}}}},
          {"connection_id": 0, "action": {"Data": {"data": {"Utf8": "Action=A&RoleSessionName=x"}, "direction": "Request"}}},
          {"connection_id": 1, "action": {"Request": {"request": {"uri": "http://imds", "method": "GET",
            "headers": {"x-aws-ec2-metadata-token": ["t"]}}}}},
          {"connection_id": 0, "action": {"Response": {"response": {"Ok": {"status": 200, "headers": {"a": ["b"]}}}}}},
          {"connection_id": 0, "action": {"Data": {"data": {"Base64": "aGVs"}, "direction": "Response"}}},
          {"connection_id": 0, "action": {"Data": {"data": {"Utf8": "lo"}, "direction": "Response"}}},
          {"connection_id": 0, "action": {"Eof": {"ok": true, "direction": "Response"}}},
          {"connection_id": 1, "action": {"Response": {"response": {"Err": "reset"}}}}
        ], "docs": "", "version": "V0"}
        """#.utf8)

    private static var first: HTTPRequest {
        HTTPRequest(
            method: "POST", url: "https://STS.example:443?b=2&a=1",
            headers: [
                ("content-type", "application/x-www-form-urlencoded"),
                (
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/sts/aws4_request, SignedHeaders=a, Signature=1"
                ),
            ], body: Data("RoleSessionName=generated&Action=A".utf8))
    }

    private static func complaints(
        leavingOut: Set<String> = [], _ change: (inout HTTPRequest) -> Void
    ) async throws -> [String] {
        let exchange = try RecordedExchange(recording: recording, leavingOut: leavingOut)
        var request = first
        change(&request)
        _ = try? await exchange.response(to: request, timeLimit: .seconds(1), maximumBodyBytes: 100)
        return exchange.complaints.filter { !$0.hasPrefix("never asked: GET http://imds") }
    }

    @Test("what was recorded is answered in order, piece by piece, and nothing is left")
    func replays() async throws {
        let exchange = try RecordedExchange(recording: Self.recording)
        #expect(exchange.count == 2)
        #expect(exchange.complaints.count == 2)
        let answer = try await exchange.response(to: Self.first, timeLimit: .seconds(1), maximumBodyBytes: 5)
        #expect(answer.body == Data("hello".utf8))
        #expect(answer.header("A") == "b")
        let second = HTTPRequest(method: "GET", url: "http://imds/", headers: [("X-Aws-Ec2-Metadata-Token", "t")])
        await #expect(throws: KMSError(.transport, message: "")) {
            try await exchange.response(to: second, timeLimit: .seconds(1), maximumBodyBytes: 5)
        }
        #expect(exchange.complaints == [])
        await #expect(throws: RecordedExchange.Mismatch.self) {
            try await exchange.response(to: second, timeLimit: .seconds(1), maximumBodyBytes: 5)
        }
        #expect(exchange.complaints == ["not recorded: GET http://imds/"])
    }

    @Test("whatever differs is complained of")
    func differs() async throws {
        #expect(try await Self.complaints { _ in } == [])
        #expect(try await Self.complaints { $0.method = "GET" }.count == 1)
        #expect(try await Self.complaints { $0.url = "https://sts.example/?a=1" }.count == 1)
        #expect(try await Self.complaints { $0.url = "https://sts.example/x?a=1&b=2" }.count == 1)
        #expect(try await Self.complaints { $0.url = "http://sts.example/?a=1&b=2" }.count == 1)
        #expect(try await Self.complaints { $0.headers[0].value = "text/plain" }.count == 1)
        #expect(try await Self.complaints { $0.headers.removeLast() }.count == 1)
        #expect(try await Self.complaints { $0.headers[1].value.replace("AKID", with: "OTHER") }.count == 1)
        #expect(try await Self.complaints { $0.body = Data("Action=A".utf8) }.count == 1)
        #expect(try await Self.complaints { $0.body = Data("Action=B&RoleSessionName=x".utf8) }.count == 1)
        #expect(try await Self.complaints { $0.body += Data("&Action=A".utf8) }.count == 1)
        #expect(try await Self.complaints { $0.body += Data("&More=1".utf8) }.count == 1)
        #expect(try await Self.complaints(leavingOut: ["Action"]) { $0.body = Data("RoleSessionName=x".utf8) } == [])
    }
}
