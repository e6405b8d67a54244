// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import InMemoryLogging
import KMSAPI
import KMSTransport
import Logging
import Testing

@testable import AWSKMS

@Suite("SSO")
struct SSOTests {
    private static let config = """
        [profile a]
        sso_session=s
        sso_account_id=012345678901
        sso_role_name=My Role
        [sso-session s]
        sso_region=eu-west-1
        sso_start_url=https://x
        """
    /// The SHA-1 of `s`.
    private static let path = "home/.aws/sso/cache/a0f1490a20d0211c997b44bc357e1972deab8ae3.json"
    private static let now = Date(timeIntervalSince1970: 1_600_000_000)

    private static func cached(expiresIn seconds: TimeInterval, _ more: [String: String?] = [:]) -> String {
        var members: [String: String?] = [
            "accessToken": "acc3ss", "expiresAt": ISO8601.text(now.addingTimeInterval(seconds)),
            "refreshToken": "r3fr3sh", "clientId": "cl1ent", "clientSecret": "cs3cr3t",
            "registrationExpiresAt": ISO8601.text(now.addingTimeInterval(86_400)), "region": "eu-west-1",
            "startUrl": "https://x",
        ]
        members.merge(more) { $1 }
        let data = try? JSONEncoder().encode(members.compactMapValues { $0 })
        return String(decoding: data ?? Data(), as: UTF8.self)
    }

    private static let secrets = ["acc3ss", "r3fr3sh", "cs3cr3t", "s3cr3t", "n3w"]
    private static let credentials = HTTPResponse.text(
        #"{"roleCredentials":{"accessKeyId":"ASIA","secretAccessKey":"s3cr3t","sessionToken":"t0k3n","#
            + #""expiration":1600003600500}}"#)
    private static let fresh = HTTPResponse.text(
        #"{"accessToken":"n3wacc3ss","expiresIn":28800,"refreshToken":"n3wr3fr3sh","tokenType":"Bearer"}"#)

    private static func source(
        _ exchange: ScriptedExchange, _ files: Files, _ clock: HandTiming = HandTiming(now: now),
        _ text: String = config, environment: [String: String] = ["HOME": "/home"], logger: Logger? = nil
    ) throws -> ProfileCredentials {
        let config = try SharedConfig.of(text, profile: "a")
        let surroundings = Surroundings(
            environment: Environment(environment), files: files, timing: clock.timing, http: exchange,
            metadata: ScriptedExchange.silent, logger: logger)
        let resolver = EndpointResolver(environment: surroundings.environment, config: config)
        let none = FixedSource(name: "none")
        return ProfileCredentials(
            config,
            NamedSources(
                surroundings, resolver: resolver, region: nil, container: none, instanceMetadata: none,
                process: { _ in none }))
    }

    private func refusal(_ source: ProfileCredentials) async -> KMSError? {
        let error = await #expect(throws: KMSError.self) { try await source.credentials() }
        #expect(error?.kind == .credentials)
        for secret in Self.secrets { #expect(error?.description.contains(secret) == false) }
        return error
    }

    @Test("a cache that an older AWS CLI wrote, whose dates end in UTC, is read and refreshed")
    func oldDates() async throws {
        func written(_ seconds: TimeInterval) -> String {
            ISO8601.text(Self.now.addingTimeInterval(seconds)).replacing("Z", with: "UTC")
        }
        func cache(expiresIn seconds: TimeInterval) -> String {
            Self.cached(
                expiresIn: 0, ["expiresAt": written(seconds), "registrationExpiresAt": written(86_400)])
        }
        let living = try TemporaryRoot([Self.path: cache(expiresIn: 3600)])
        let exchange = ScriptedExchange(answers: [Self.credentials])
        #expect(try await Self.source(exchange, living.files).credentials()?.accessKeyID == "ASIA")
        let ending = try TemporaryRoot([Self.path: cache(expiresIn: 60)])
        let refreshing = ScriptedExchange(answers: [Self.fresh, Self.credentials])
        #expect(try await Self.source(refreshing, ending.files).credentials()?.accessKeyID == "ASIA")
        #expect(refreshing.requests.count == 2)
        let old = Self.cached(expiresIn: 0, ["expiresAt": written(-1), "registrationExpiresAt": written(-1)])
        let expired = try TemporaryRoot([Self.path: old])
        let source = try Self.source(ScriptedExchange.silent, expired.files)
        #expect(await refusal(source)?.message.contains("has a token that expired at") == true)
    }

    @Test("the portal is asked with the token of the cache")
    func asks() async throws {
        let root = try TemporaryRoot([Self.path: Self.cached(expiresIn: 3600)])
        let exchange = ScriptedExchange(answers: [Self.credentials])
        let credentials = try await Self.source(exchange, root.files).credentials()
        #expect(credentials?.accessKeyID == "ASIA" && credentials?.secretAccessKey == "s3cr3t")
        #expect(credentials?.sessionToken == "t0k3n" && credentials?.accountID == "012345678901")
        #expect(credentials?.expiration == Date(timeIntervalSince1970: 1_600_003_600.5))
        #expect(
            exchange.lines == [
                "GET https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?role_name=My%20Role"
                    + "&account_id=012345678901"
            ])
        #expect(exchange.requests[0].header("x-amz-sso_bearer_token") == "acc3ss")
        #expect(exchange.requests[0].header("Authorization") == nil)
    }

    @Test(
        "without a token the user is told to log in",
        arguments: [
            nil, "", "{}", #"{"accessToken":"acc3ss"}"#, #"{"accessToken":"acc3ss","expiresAt":"tomorrow"}"#,
            #"{"accessToken":["acc3ss"],"expiresAt":"2099-01-01T00:00:00Z"}"#,
            #"{"accessToken":"acc3ss\r\nX: y","expiresAt":"2099-01-01T00:00:00Z"}"#,
            #"{"accessToken":"","expiresAt":"2099-01-01T00:00:00Z"}"#,
            #"{"accessToken":"acc3ss","expiresAt":"1999-01-01T00:00:00Z"}"#, "acc3ss",
            String(repeating: " ", count: SSOTokenCache.maximumBytes + 1),
        ])
    func logIn(text: String?) async throws {
        let root = try TemporaryRoot(text.map { [Self.path: $0] } ?? ["home/x": ""])
        let error = await refusal(try Self.source(.silent, root.files))
        #expect(error?.message.contains("\"a\"") == true)
        #expect(error?.message.hasSuffix("; run: aws sso login --profile a") == true)
    }

    @Test("without HOME the cache is not found, and the error says so")
    func home() async throws {
        let error = await refusal(try Self.source(.silent, Files(root: "/nowhere"), environment: [:]))
        #expect(error?.message.contains("HOME is not set") == true)
    }

    @Test("a session without an account is for bearer tokens")
    func bearer() async throws {
        let text = "[profile a]\nsso_session=s\n[sso-session s]\nsso_region=r\nsso_start_url=u\n"
        let error = await refusal(
            try Self.source(.silent, Files(root: "/nowhere"), HandTiming(now: Self.now), text))
        #expect(error?.message.contains("add sso_account_id and sso_role_name") == true)
    }

    @Test("the portal's refusals are told with their code; 401 asks for a log-in")
    func refused() async throws {
        let root = try TemporaryRoot([Self.path: Self.cached(expiresIn: 3600)])
        let headers = [(name: "x-amzn-RequestId", value: "r-1")]
        for (answer, words) in [
            (
                HTTPResponse.text(#"{"message":"acc3ss no","__type":"com.x#UnauthorizedException"}"#, status: 401),
                ["UnauthorizedException: the answer repeats a secret", "run: aws sso login --profile a"]
            ),
            (
                .text(
                    #"{"message":"No access"}"#, status: 403,
                    headers: headers + [("x-amzn-ErrorType", "ForbiddenException:x")]),
                ["ForbiddenException: No access"]
            ),
            (.text(#"{"error":"acc3ss"}"#, status: 400), ["repeats a secret"]),
            (.text("<html>acc3ss s3cr3t</html>", status: 404), ["the service gave no reason"]),
            (.text("s3cr3t"), ["not what the service answers"]),
            (.text(#"{"roleCredentials":{"accessKeyId":"s3cr3t"}}"#), ["not what the service answers"]),
            (
                .text(
                    #"{"roleCredentials":{"accessKeyId":"A","secretAccessKey":"s3cr3t","sessionToken":"t","expiration":"soon"}}"#
                ),
                ["not what the service answers"]
            ),
        ] {
            let exchange = ScriptedExchange(answers: [answer])
            let error = await refusal(try Self.source(exchange, root.files))
            for word in words { #expect(error?.message.contains(word) == true) }
            #expect(exchange.requests.count == 1 && error?.kmsStatus == answer.status)
            #expect(error?.message.contains("aws sso login") == (answer.status == 401))
        }
    }

    @Test("an expiration that is no date is refused", arguments: ["1e300", "-1", "253402300799001"])
    func expiration(milliseconds: String) async throws {
        let root = try TemporaryRoot([Self.path: Self.cached(expiresIn: 3600)])
        let answer = Self.credentials.text.replacing("1600003600500", with: milliseconds)
        let error = await refusal(try Self.source(ScriptedExchange(answers: [.text(answer)]), root.files))
        #expect(error?.message.contains("expiration is no date") == true)
    }

    @Test("the portal is tried again where that can help", arguments: [429, 500, 503])
    func retries(status: Int) async throws {
        let root = try TemporaryRoot([Self.path: Self.cached(expiresIn: 3600)])
        let clock = HandTiming(now: Self.now, random: 1)
        let exchange = ScriptedExchange(answers: [.text("", status: status), Self.credentials])
        #expect(try await Self.source(exchange, root.files, clock).credentials()?.accessKeyID == "ASIA")
        #expect(clock.sleeps == [status == 429 ? .seconds(1) : .milliseconds(50)])
    }

    @Test("a token that ends within 15 minutes is refreshed and kept, for its owner's eyes only")
    func refreshes() async throws {
        let root = try TemporaryRoot([Self.path: Self.cached(expiresIn: 899)])
        let exchange = ScriptedExchange(answers: [Self.fresh, Self.credentials])
        _ = try await Self.source(exchange, root.files).credentials()
        #expect(exchange.lines.first == "POST https://oidc.eu-west-1.amazonaws.com/token")
        let request = exchange.requests[0]
        #expect(request.header("Content-Type") == "application/json" && request.header("Authorization") == nil)
        #expect(
            try JSONDecoder().decode([String: String].self, from: request.body) == [
                "clientId": "cl1ent", "clientSecret": "cs3cr3t", "grantType": "refresh_token",
                "refreshToken": "r3fr3sh",
            ])
        #expect(exchange.requests[1].header("x-amz-sso_bearer_token") == "n3wacc3ss")
        var expected = try JSONDecoder().decode(SSOToken.self, from: Data(Self.cached(expiresIn: 28_800).utf8))
        (expected.accessToken, expected.refreshToken) = ("n3wacc3ss", "n3wr3fr3sh")
        #expect(try JSONDecoder().decode(SSOToken.self, from: Data(root.text(Self.path).utf8)) == expected)
        let file = root.url.appending(path: Self.path).path()
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test(
        "it is not refreshed before, nor where a field is missing or the registration has ended",
        arguments: [
            cached(expiresIn: 900), cached(expiresIn: 60, ["refreshToken": nil]),
            cached(expiresIn: 60, ["clientId": nil]),
            cached(expiresIn: 60, ["clientSecret": nil]), cached(expiresIn: 60, ["registrationExpiresAt": nil]),
            cached(expiresIn: 60, ["registrationExpiresAt": "2020-09-13T12:26:40Z"]),
            cached(expiresIn: 60, ["registrationExpiresAt": "later"]),
        ])
    func notRefreshed(text: String) async throws {
        let root = try TemporaryRoot([Self.path: text])
        let exchange = ScriptedExchange(answers: [Self.credentials])
        #expect(try await Self.source(exchange, root.files).credentials() != nil)
        #expect(try root.text(Self.path) == text)
    }

    @Test("a refresh that fails is no error while the token lives, is logged without secrets, and waits 30 seconds")
    func refreshFails() async throws {
        let root = try TemporaryRoot([Self.path: Self.cached(expiresIn: 60)])
        let refusal = HTTPResponse.text(#"{"error":"invalid_grant","error_description":"r3fr3sh is bad"}"#, status: 400)
        let exchange = ScriptedExchange { request, _ in request.method == "POST" ? refusal : Self.credentials }
        let clock = HandTiming(now: Self.now)
        let log = InMemoryLogHandler()
        let source = try Self.source(exchange, root.files, clock, logger: Logger(label: "x") { _ in log })
        let asked = { exchange.requests.map(\.method) }
        _ = try await source.credentials()
        #expect(asked() == ["POST", "GET"])
        clock.advance(by: 29)
        _ = try await source.credentials()
        #expect(asked() == ["POST", "GET", "GET"])
        clock.advance(by: 1)
        _ = try await source.credentials()
        #expect(asked() == ["POST", "GET", "GET", "POST", "GET"])
        let lines = log.entries.map { "\($0)" }
        #expect(lines.count == 2 && lines.allSatisfy { $0.contains("invalid_grant") })
        for secret in Self.secrets { #expect(!lines.contains { $0.contains(secret) }) }
        clock.advance(by: 60)
        #expect(await self.refusal(source)?.message.contains("expired at 2020-09-13T12:27:40Z") == true)
    }

    @Test("a token that can't be kept serves all the same")
    func notKept() async throws {
        let root = try TemporaryRoot([Self.path: Self.cached(expiresIn: 60)])
        let folder = root.url.appending(path: Self.path).deletingLastPathComponent()
        let exchange = ScriptedExchange { request, _ in
            guard request.method == "POST" else { return Self.credentials }
            try FileManager.default.removeItem(at: folder)
            return Self.fresh
        }
        let log = InMemoryLogHandler()
        let source = try Self.source(exchange, root.files, logger: Logger(label: "x") { _ in log })
        #expect(try await source.credentials() != nil)
        #expect(exchange.requests.last?.header("x-amz-sso_bearer_token") == "n3wacc3ss")
        #expect(log.entries.map { "\($0.message)" } == ["the new SSO token could not be kept"])
    }

    @Test("a lifetime that nobody gives is no date that can't be written", arguments: ["1e300", "-1e300", "1e-300"])
    func lifetime(seconds: String) async throws {
        let root = try TemporaryRoot([Self.path: Self.cached(expiresIn: 60)])
        let fresh = HTTPResponse.text(#"{"accessToken":"n3wacc3ss","expiresIn":\#(seconds)}"#)
        let exchange = ScriptedExchange(answers: [fresh, Self.credentials])
        _ = try? await Self.source(exchange, root.files).credentials()
        let kept = try JSONDecoder().decode(SSOToken.self, from: Data(root.text(Self.path).utf8))
        #expect(kept.expiration != nil && kept.accessToken == "n3wacc3ss" && kept.refreshToken == "r3fr3sh")
    }

    @Test("an expired token is refreshed before the user is asked to log in")
    func expired() async throws {
        let root = try TemporaryRoot([Self.path: Self.cached(expiresIn: -60)])
        let exchange = ScriptedExchange(answers: [Self.fresh, Self.credentials])
        #expect(try await Self.source(exchange, root.files).credentials() != nil)
    }

    @Test("no description of a token shows it")
    func description() throws {
        let token = try JSONDecoder().decode(SSOToken.self, from: Data(Self.cached(expiresIn: 0).utf8))
        var dumped = ""
        dump(token, to: &dumped)
        for text in ["\(token)", String(reflecting: token), dumped] {
            for secret in Self.secrets { #expect(!text.contains(secret)) }
        }
    }
}
