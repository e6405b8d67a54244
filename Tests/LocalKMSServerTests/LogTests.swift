// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import Foundation
import InMemoryLogging
import KMSAPI
import LocalKMS
import LocalKMSServer
import Logging
import Testing

@Suite("What is logged")
struct LogTests {
    /// Every line, at whatever level.
    private static func lines(
        at level: Logger.Level, known: [Credentials]? = nil, _ body: (AWSKMSClient) async throws -> Void
    ) async throws -> [InMemoryLogHandler.Entry] {
        let handler = InMemoryLogHandler()
        var logger = Logger(label: "test") { _ in handler }
        logger.logLevel = level
        let configuration = LocalKMSServer.Configuration(port: 0, credentials: known)
        try await LocalKMSServer.withServer(LocalKMS(), configuration: configuration, logger: logger) { url in
            try await AWSKMSClient.with(url, body)
        }
        return handler.entries
    }

    @Test("a call is a line with operation, key, Region, result, status, time and request id")
    func line() async throws {
        var arn = ""
        let lines = try await Self.lines(at: .debug) { client in
            let key = try await client.createKey(.init(keySpec: .eccNISTP256)).keyMetadata
            arn = key.arn
            _ = try await client.sign(
                .init(keyID: key.keyID, message: .init("hello".utf8), signingAlgorithm: .ecdsaSHA256))
            _ = try? await client.describeKey(.init(keyID: "alias/none\n"))
        }
        #expect(lines.map(\.level) == [.info, .debug, .info])
        let calls = lines.map { $0.metadata.mapValues { "\($0)" } }
        #expect(calls.map { $0["operation"] } == ["CreateKey", "Sign", "DescribeKey"])
        #expect(calls.map { $0["result"] } == ["ok", "ok", "NotFoundException"])
        #expect(calls.map { $0["status"] } == ["200", "200", "400"])
        #expect(calls.allSatisfy { $0["region"] == "us-east-1" })
        #expect(calls.allSatisfy { $0["request-id"]?.count == 36 && Double($0["milliseconds"] ?? "") != nil })
        #expect(!arn.isEmpty && calls[0]["key"] == arn, "of a key that is made there is no other trace")
        #expect(calls.allSatisfy { $0["access-key-id"] == nil })
        #expect(calls[2]["key"] == #"alias/none\n"#)
    }

    @Test("a refused signature is a line with the access key id and the Region that it claims, and no more of it")
    func refusedSignature() async throws {
        let wrong = Credentials(accessKeyID: "test", secretAccessKey: "another", sessionToken: nil)
        let lines = try await Self.lines(at: .info, known: [wrong]) { client in
            _ = try? await client.listKeys(.init())
        }
        #expect(lines.count == 1)
        let line = try #require(lines.first).metadata.mapValues { "\($0)" }
        #expect(line["access-key-id"] == "test" && line["region"] == "us-east-1")
        #expect(line["result"] == "InvalidSignatureException")
        let names = ["operation", "access-key-id", "region", "result", "status", "milliseconds", "request-id"]
        #expect(Set(line.keys) == Set(names))
    }

    @Test("no line holds a message, a signature or a secret")
    func secrets() async throws {
        var signature = ""
        let lines = try await Self.lines(at: .trace) { client in
            let key = try await client.createKey(.init(keySpec: .eccNISTP256)).keyMetadata
            let request = SignRequest(
                keyID: key.keyID, message: .init("hello".utf8), signingAlgorithm: .ecdsaSHA256)
            signature = try await client.sign(request).signature.base64EncodedString()
        }
        let text = "\(lines.map { ("\($0.message)", $0.metadata) })"
        #expect(!signature.isEmpty && text.contains("Sign"))
        for secret in [signature, "aGVsbG8=", "hello", "AWS4-HMAC"] { #expect(!text.contains(secret)) }
    }

    @Test("at info, signing writes nothing")
    func info() async throws {
        let lines = try await Self.lines(at: .info) { client in
            let key = try await client.createKey(.init(keySpec: .eccNISTP256)).keyMetadata
            _ = try await client.sign(
                .init(keyID: key.keyID, message: .init("hello".utf8), signingAlgorithm: .ecdsaSHA256))
        }
        #expect(lines.count == 1)
    }
}
