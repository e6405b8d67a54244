// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import InMemoryLogging
import KMSAPI
import KMSTransport
import Logging
import Testing

@testable import AWSKMS

@Suite("Credentials of an instance")
struct InstanceMetadataCredentialsTests {
    private static let list = "/latest/meta-data/iam/security-credentials/"
    private static let document =
        #"{"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"AKID","SecretAccessKey":"SECRET","Token":"TOKEN","Expiration":"2026-01-01T00:00:00Z"}"#
    private static let expiration = Date(timeIntervalSince1970: 1_767_225_600)

    /// A service that has this role and says this of it.
    private static func service(role: String = "my-role", _ document: String = document) -> ScriptedExchange {
        ScriptedExchange { request, _ in
            if request.method == "PUT" { return .text("SESSION") }
            return .text(request.url.hasSuffix(list) ? role : document)
        }
    }

    private static func source(_ surroundings: Surroundings) -> InstanceMetadataCredentials {
        InstanceMetadataCredentials(InstanceMetadata(surroundings, SharedConfig()), surroundings)
    }

    private static func failure(_ metadata: ScriptedExchange) async throws -> KMSError {
        let error = await #expect(throws: KMSError.self) { try await source(.test(metadata: metadata)).credentials() }
        let found = try #require(error)
        #expect(found.kind == .credentials)
        for secret in ["SECRET", "TOKEN", "SESSION"] {
            #expect(!"\(found) \(String(reflecting: found))".contains(secret))
        }
        return found
    }

    @Test("the role is asked for, then its credentials")
    func success() async throws {
        let metadata = Self.service(role: "A_z+9=,.@-")
        let credentials = try #require(try await Self.source(.test(metadata: metadata)).credentials())
        #expect(credentials.accessKeyID == "AKID" && credentials.secretAccessKey == "SECRET")
        #expect(credentials.sessionToken == "TOKEN" && credentials.expiration == Self.expiration)
        let host = "http://169.254.169.254"
        #expect(
            metadata.lines == [
                "PUT \(host)/latest/api/token", "GET \(host)\(Self.list)", "GET \(host)\(Self.list)A_z+9=,.@-",
            ])
    }

    @Test(
        "a role that has no role's name leads nowhere",
        arguments: [
            "", "../../user-data", "..", ".", "role\nother", "role\n", "\nrole", "role\r\nX: y", "a/b", "a?b", "a#b",
            "a%2Fb",
            "a b", "rôle", String(repeating: "r", count: 129), "<html>",
        ])
    func hostileRole(role: String) async throws {
        let metadata = Self.service(role: role)
        let error = try await Self.failure(metadata)
        #expect(metadata.requests.count == 2)
        #expect(error.message.contains("can't be the name of a role"))
        #expect(!error.message.contains("\n"))
    }

    @Test(
        "an answer without credentials is an error that shows nothing of it",
        arguments: [
            document.replacing("\"Success\"", with: "\"AssumeRoleUnauthorizedAccess\""),
            document.replacing("\"Code\":\"Success\",", with: ""), document.replacing("\"Success\"", with: "true"), "",
            "{}",
            "{SECRET", document.replacing("\"SECRET\"", with: "{\"SECRET\":1}"), document.replacing("AKID", with: ""),
            document.replacing("\"Token\"", with: "\"Tokem\""), document.replacing("2026-01-01", with: "SECRET"),
            document.replacing("TOKEN", with: "TOKEN\\n"), document + String(repeating: " ", count: 65_536),
        ])
    func unusable(document: String) async throws { _ = try await Self.failure(Self.service(document)) }

    @Test("the error says which code was answered")
    func code() async throws {
        let code = "AssumeRoleUnauthorizedAccess"
        #expect(try await Self.failure(Self.service(#"{"Code":"\#(code)"}"#)).message.contains(code))
    }

    @Test("an instance without a role is not set up; a role without credentials is an error")
    func missing() async throws {
        let none = ScriptedExchange { request, _ in request.method == "PUT" ? .text("S") : .text("", status: 404) }
        #expect(try await Self.source(.test(metadata: none)).credentials() == nil)
        let vanished = ScriptedExchange { request, _ in
            if request.method == "PUT" { return .text("SESSION") }
            return request.url.hasSuffix(Self.list) ? .text("role") : .text("", status: 404)
        }
        _ = try await Self.failure(vanished)
    }

    @Test("a service that refuses or fails is an error, and no reason to ask others", arguments: [403, 400, 500, 429])
    func refused(status: Int) async throws {
        let error = try await Self.failure(ScriptedExchange { _, _ in .text("SECRET", status: status) })
        #expect(error.kmsStatus == status && error.isRetryable == (status >= 500))
        _ = try await Self.failure(
            ScriptedExchange { request, _ in
                request.method == "PUT" ? .text("SESSION") : .text("SECRET", status: status)
            })
    }

    @Test(
        "expired credentials are used on, for 10 to 15 minutes at a time, and the log says so without them",
        arguments: [
            (0.0, 600.0), (0.5, 750.0),
        ])
    func stable(random: Double, seconds: Double) async throws {
        let timing = HandTiming(now: Self.expiration, random: random)
        let log = InMemoryLogHandler()
        let logger = Logger(label: "test") { _ in log }
        let surroundings = Surroundings.test(timing: timing, metadata: Self.service(), logger: logger)
        let credentials = try #require(try await Self.source(surroundings).credentials())
        #expect(credentials.expiration == Self.expiration.addingTimeInterval(seconds))
        #expect(log.entries.map(\.level) == [.warning])
        #expect(!"\(log.entries)".contains("SECRET") && !"\(log.entries)".contains("TOKEN"))
        timing.now = Self.expiration.addingTimeInterval(-1)
        #expect(try await Self.source(surroundings).credentials()?.expiration == Self.expiration)
        #expect(log.entries.count == 1)
    }

    @Test(
        "where the service fails, has no role any more or is silent, the last known credentials serve on",
        arguments: [
            503, 404, 200, 0,
        ])
    func lastKnown(status: Int) async throws {
        let timing = HandTiming(random: 0)
        let log = InMemoryLogHandler()
        let good = Self.service()
        let metadata = ScriptedExchange { request, number in
            if number <= 3 { return try await good.response(to: request, timeLimit: .zero, maximumBodyBytes: 65_536) }
            guard status > 0 else { throw KMSError(.timeout, message: "late") }
            return .text("not a role", status: status)
        }
        let source = Self.source(
            .test(timing: timing, metadata: metadata, logger: Logger(label: "test") { _ in log }))
        #expect(try await source.credentials()?.expiration == Self.expiration)
        #expect(log.entries.isEmpty)
        #expect(try await source.credentials()?.expiration == Self.expiration)
        #expect(log.entries.contains { $0.level == .warning })
        timing.now = Self.expiration.addingTimeInterval(1)
        let served = try #require(try await source.credentials())
        #expect(served.secretAccessKey == "SECRET")
        #expect(served.expiration == Self.expiration.addingTimeInterval(601))
        // The end moves on from what AWS said, not from what was served.
        timing.advance(by: 3600)
        #expect(try await source.credentials()?.expiration == Self.expiration.addingTimeInterval(4201))
        #expect(!"\(log.entries)".contains("SECRET") && !"\(log.entries)".contains("TOKEN"))
    }

    @Test("who leaves while the service fails is not served the last known ones")
    func cancelled() async throws {
        let good = Self.service()
        let metadata = ScriptedExchange { request, number in
            guard number <= 3 else { throw CancellationError() }
            return try await good.response(to: request, timeLimit: .zero, maximumBodyBytes: 65_536)
        }
        let source = Self.source(.test(metadata: metadata))
        _ = try await source.credentials()
        await #expect(throws: CancellationError.self) { try await source.credentials() }
    }
}
