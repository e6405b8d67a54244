// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import KMSTransport
import Testing

@testable import AWSKMS

@Suite("Credentials of a container")
struct ContainerCredentialsTests {
    private static let answer =
        #"{"RoleArn":"r","AccessKeyId":"AKID","SecretAccessKey":"SECRET","Token":"T0ken","Expiration":"2026-01-01T00:00:00Z"}"#
    private static let relative = [ContainerEndpoint.relative: "/v2/credentials/UNGUESSABLE"]

    /// The error of a fetch, which shows nothing secret.
    private static func failure(_ surroundings: Surroundings) async throws -> KMSError {
        let error = await #expect(throws: KMSError.self) { try await ContainerCredentials(surroundings).credentials() }
        let found = try #require(error)
        for secret in ["SECRET", "T0ken", "UNGUESSABLE", "Auth0rity"] {
            #expect(!"\(found) \(String(reflecting: found))".contains(secret))
        }
        return found
    }

    @Test("all 11 cases are there")
    func count() { #expect(MetadataVectors.cases("ecs-tests.json").count == 11) }

    // None is left out. That a host name is looked up, and allowed where all its addresses are, has no case there.
    @Test("the URL is the one that AWS's cases name", arguments: MetadataVectors.cases("ecs-tests.json"))
    func vector(vector: MetadataVectors.Case) async throws {
        let environment = Environment(vector.env)
        if let url = vector.result.Ok {
            #expect(try ContainerEndpoint.find(environment)?.url.text == url)
        } else if vector.env.isEmpty {
            #expect(try await ContainerCredentials(.test(vector.env)).credentials() == nil)
        } else {
            let error = #expect(throws: KMSError.self) { try ContainerEndpoint.find(environment) }
            #expect(error?.kind == .configuration)
        }
    }

    @Test(
        "what must not be asked is not",
        arguments: [
            "http://169.254.169.254", "http://169.254.169.254/latest/meta-data/", "http://localhost.evil/",
            "http://127.0.0.1.evil/", "http://127.0.0.1.5/", "http://localhost:80@evil/", "http://evil/", "//evil",
            "/relative",
            "ftp://localhost/",
            "http://2130706433/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://127.0.0.01/", "http://127.1/",
            "http://127.0.0.1.evil/", "http://127.0.0.1.5/", "http://127.0.0.256/", "http://127..0.1/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::1%25eth0]/", "http://[fd00:ec2::254]/", "http://%6cocalhost/", "http://localhost%2eevil/",
            "http://localhost\\@evil/", "http://localhost\r\nHost: evil/", "http://localhost #/", "http:///path",
            "http://localhost:0/", "http://localhost:99999/", "http://localhost/#fragment", "https://user@host/",
            "http://169.254.170.2.evil/", "http://169.254.170.23.evil/", "http://169.254.170.2:80@evil",
        ])
    func hostile(url: String) async throws {
        let (http, metadata) = (ScriptedExchange.silent, ScriptedExchange.silent)
        let surroundings = Surroundings.test(
            [ContainerEndpoint.full: url, ContainerAuthorization.variable: "Auth0rity"], http: http,
            metadata: metadata)
        #expect(try await Self.failure(surroundings).kind == .configuration)
        #expect(http.requests.isEmpty && metadata.requests.isEmpty)
    }

    @Test(
        "what may be asked is, and without a proxy where it is not encrypted",
        arguments: [
            "http://127.0.0.1/", "http://127.255.0.9:8080/a?b=c", "http://[::1]:1/x", "http://LOCALHOST/",
            "https://example.com/x",
            "https://169.254.169.254/", "HTTP://localhost",
        ])
    func allowed(url: String) async throws {
        let exchange = ScriptedExchange(answers: [.text(Self.answer)])
        let isEncrypted = url.hasPrefix("https")
        let surroundings = Surroundings.test(
            [ContainerEndpoint.full: url], http: isEncrypted ? exchange : ScriptedExchange.silent,
            metadata: isEncrypted ? ScriptedExchange.silent : exchange)
        #expect(try await ContainerCredentials(surroundings).credentials()?.accessKeyID == "AKID")
        #expect(exchange.requests.first?.url.lowercased() == url.lowercased())
    }

    @Test(
        "a path that is none is refused", arguments: ["//evil", "@evil/", ".evil/", "evil", ":80@evil/", "/a\r\nX: y"])
    func hostilePath(path: String) async throws {
        let error = try await Self.failure(.test([ContainerEndpoint.relative: path]))
        #expect(error.kind == .configuration)
        #expect(error.message.contains(ContainerEndpoint.relative))
    }

    @Test("all members are read, and what is asked is what AWS documents")
    func success() async throws {
        let text = Self.answer.replacing("\"RoleArn\"", with: "\"AccountId\":\"123456789012\",\"RoleArn\"")
        let metadata = ScriptedExchange(answers: [.text(text)])
        let surroundings = Surroundings.test(
            Self.relative.merging([ContainerAuthorization.variable: "Basic Auth0rity"]) { $1 }, metadata: metadata)
        let credentials = try #require(try await ContainerCredentials(surroundings).credentials())
        #expect(credentials.secretAccessKey == "SECRET")
        #expect(credentials.sessionToken == "T0ken")
        #expect(credentials.accountID == "123456789012")
        #expect(credentials.expiration == Date(timeIntervalSince1970: 1_767_225_600))
        #expect(credentials.origin == .variable(ContainerEndpoint.relative))
        let asked = try #require(metadata.asked.first)
        #expect(metadata.lines == ["GET http://169.254.170.2/v2/credentials/UNGUESSABLE"])
        #expect(asked.request.header("accept") == "application/json")
        #expect(asked.request.header("authorization") == "Basic Auth0rity")
        #expect(asked.timeLimit == .seconds(2))
    }

    @Test("the file of the token is read at every fetch, and stands above the variable")
    func rotation() async throws {
        let folder = try TemporaryFolder()
        let metadata = ScriptedExchange { _, _ in .text(Self.answer) }
        let variables = [
            ContainerAuthorization.file: try folder.file("token", "Auth0rity1"),
            ContainerAuthorization.variable: "Auth0rity3",
        ]
        let source = ContainerCredentials(
            .test(variables.merging(Self.relative) { $1 }, files: Files(), metadata: metadata))
        _ = try await source.credentials()
        try folder.file("token", "Auth0rity2")
        _ = try await source.credentials()
        #expect(metadata.requests.map { $0.header("authorization") } == ["Auth0rity1", "Auth0rity2"])
    }

    @Test(
        "a token that is no header is refused, wherever it stands, and not shown",
        arguments: [
            "Auth0rity\r\nX: y", "Auth0rity\n", "\nAuth0rity", "Auth0rity\r", "Auth0rity\0",
            "ÄAuth0rity",
        ])
    func hostileToken(token: String) async throws {
        let folder = try TemporaryFolder()
        for variables in [
            [ContainerAuthorization.variable: token], [ContainerAuthorization.file: try folder.file("token", token)],
        ] {
            let metadata = ScriptedExchange.silent
            let surroundings = Surroundings.test(
                variables.merging(Self.relative) { $1 }, files: Files(), metadata: metadata)
            let error = try await Self.failure(surroundings)
            #expect(error.kind == .credentials)
            #expect(error.message.contains(try #require(variables.keys.first)))
            #expect(metadata.requests.isEmpty)
        }
    }

    @Test(
        "where the file of the token is missing, empty or too long, the variable does not stand in",
        arguments: [
            nil, "", String(repeating: "Auth0rity", count: 8000),
        ])
    func unreadableToken(contents: String?) async throws {
        let folder = try TemporaryFolder()
        let variables = [
            ContainerAuthorization.file: try folder.file("token", contents),
            ContainerAuthorization.variable: "Auth0rity",
        ]
        let surroundings = Surroundings.test(variables.merging(Self.relative) { $1 }, files: Files())
        let error = try await Self.failure(surroundings)
        #expect(error.kind == .credentials)
        #expect(error.message.contains(ContainerAuthorization.file))
    }

    @Test("a fault of the server's, a broken connection and half an answer are asked again, twice")
    func retries() async throws {
        let timing = HandTiming(random: 0.5)
        let metadata = ScriptedExchange { _, number in
            switch number {
            case 1: throw KMSError(.transport, message: "reset")
            case 2: .text("", status: 599)
            case 4: .text(String(Self.answer.dropLast()))
            case 5: throw KMSError(.timeout, message: "late")
            default: .text(Self.answer)
            }
        }
        let source = ContainerCredentials(.test(Self.relative, timing: timing, metadata: metadata))
        #expect(try await source.credentials()?.accessKeyID == "AKID")
        #expect(metadata.requests.count == 3)
        #expect(try await source.credentials()?.accessKeyID == "AKID")
        #expect(metadata.requests.count == 6)
        #expect(timing.sleeps == [.milliseconds(25), .milliseconds(50), .milliseconds(25), .milliseconds(50)])
    }

    @Test("the tries end at three, and the error says what was answered")
    func exhausted() async throws {
        let metadata = ScriptedExchange { _, _ in .text(#"{"code":"Busy","message":"SECRET"}"#, status: 503) }
        let error = try await Self.failure(.test(Self.relative, metadata: metadata))
        #expect(metadata.requests.count == 3)
        #expect(error.kind == .credentials && error.isRetryable && error.kmsStatus == 503)
        #expect(error.message.contains("HTTP 503 (Busy)"))
    }

    @Test(
        "what the server refuses is not asked again, and neither token nor message is repeated",
        arguments: [
            (#"{"code":"AccessDenied","message":"token Auth0rity"}"#, " (AccessDenied)"),
            (#"{"code":"no-Auth0rity-here","message":""}"#, ""), ("SECRET <html>", ""), (#"{"code":1}"#, ""),
        ])
    func refused(body: String, shown: String) async throws {
        let metadata = ScriptedExchange { _, _ in .text(body, status: 401) }
        let variables = Self.relative.merging([ContainerAuthorization.variable: "Auth0rity"]) { $1 }
        let error = try await Self.failure(.test(variables, metadata: metadata))
        #expect(metadata.requests.count == 1)
        #expect(error.message.hasSuffix("HTTP 401\(shown)"))
        #expect(!error.isRetryable)
    }

    @Test("an empty session token means none")
    func emptyToken() async throws {
        let metadata = ScriptedExchange(answers: [.text(Self.answer.replacing("T0ken", with: ""))])
        let source = ContainerCredentials(.test(Self.relative, metadata: metadata))
        let credentials = try #require(try await source.credentials())
        #expect(credentials.accessKeyID == "AKID" && credentials.sessionToken == nil)
    }

    @Test(
        "an answer that holds no credentials is an error that shows nothing of it",
        arguments: [
            "", "null", "[]", "\"SECRET\"", "{}", "{SECRET", answer.replacing("\"T0ken\"", with: "7"),
            answer.replacing("\"SECRET\"", with: "[\"SECRET\"]"), answer.replacing("\"SECRET\"", with: "\"\""),
            answer.replacing("\"AKID\"", with: "null"), answer.replacing("Token", with: "Tokem"),
            answer.replacing("Expiration", with: "Expiry"), answer.replacing("2026-01-01T00:00:00Z", with: "SECRET"),
            answer.replacing("AKID", with: "AKID\\r\\nX: SECRET"), answer.replacing("SECRET\"", with: "SECRET \""),
            answer.replacing("{", with: #"{"secretaccesskey":"SECRET2","#),
            answer + String(repeating: " ", count: 65_536),
        ])
    func unusable(body: String) async throws {
        let metadata = ScriptedExchange { _, _ in .text(body) }
        let error = try await Self.failure(.test(Self.relative, metadata: metadata))
        #expect(error.kind == .credentials)
        #expect(error.message.contains("http://169.254.170.2 ("))
    }
}
