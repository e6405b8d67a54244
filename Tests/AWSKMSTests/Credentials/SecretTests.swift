// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import InMemoryLogging
import KMSAPI
import KMSTransport
import Logging
import Testing

@testable import AWSKMS

/// Every source of credentials, asked where all that it can reach repeats what it was sent and what it must not tell.
@Suite("Secrets are in no error and no log")
struct SecretTests {
    /// A source, set up with secrets.
    struct Source: Sendable, CustomTestStringConvertible {
        var name: String
        var variables: [String: String] = [:]
        var files: [String: String] = [:]
        var given: (any CredentialSource)?
        /// What its error or log line has of it.
        var shows: String
        var testDescription: String { name }
    }

    /// Each of them begins so, to be found again wherever it comes out.
    static let mark = "S3CR3T"
    static let token = "\(mark)-token"

    private static let keys =
        "aws_access_key_id = AKID\naws_secret_access_key = \(mark)-key\naws_session_token = \(token)\n"

    /// The cached token of `https://start`, which ends soon and can be refreshed.
    private static let ssoToken = """
        {"accessToken": "\(mark)-access", "expiresAt": "1970-01-01T00:05:00Z", "refreshToken": "\(mark)-refresh", \
        "clientId": "client", "clientSecret": "\(mark)-client", "registrationExpiresAt": "2080-01-01T00:00:00Z"}
        """

    static let sources = [
        Source(
            name: "code", given: Credentials(accessKeyID: "AKID", secretAccessKey: "\(mark) with a blank"),
            shows: "code"),
        Source(
            name: "environment",
            variables: [
                "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "\(mark)-key", "AWS_SESSION_TOKEN": token,
            ], shows: "AWS_ACCESS_KEY_ID"),
        Source(
            name: "half of an environment", variables: ["AWS_SECRET_ACCESS_KEY": "\(mark)-key"],
            shows: "AWS_ACCESS_KEY_ID"),
        Source(
            name: "web identity",
            variables: ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/r"],
            files: ["/token": token + "\n"], shows: "AssumeRoleWithWebIdentity"),
        Source(
            name: "keys of a profile", files: ["/home/.aws/credentials": "[default]\n\(keys)"],
            shows: "~/.aws/credentials, line 2"),
        Source(
            name: "half of a profile", files: ["/home/.aws/config": "[default]\naws_secret_access_key = \(mark)-key\n"],
            shows: "~/.aws/config, line 2"),
        Source(
            name: "a role",
            files: [
                "/home/.aws/config":
                    "[default]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base\n[profile base]\n\(keys)"
            ], shows: "AssumeRole"),
        Source(
            name: "an external id that is a secret to some",
            files: [
                "/home/.aws/config":
                    "[default]\nrole_arn = arn:aws:iam::123456789012:role/r\nexternal_id = \(mark)-id\nsource_profile = b\n"
                    + "[profile b]\n\(keys)"
            ], shows: "AssumeRole"),
        Source(
            name: "a process",
            files: [
                "/home/.aws/config":
                    "[default]\ncredential_process = /bin/sh -c 'echo \(mark)-out; echo \(mark)-err >&2; exit 1' \(mark)-word\n"
            ], shows: "credential_process"),
        Source(
            name: "SSO",
            files: [
                "/home/.aws/config":
                    "[default]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = r\n"
                    + "[sso-session s]\nsso_region = us-east-1\nsso_start_url = https://start\n",
                // The name is the SHA-1 of the session's.
                "/home/.aws/sso/cache/a0f1490a20d0211c997b44bc357e1972deab8ae3.json": ssoToken,
            ], shows: "SSO of the profile"),
        Source(
            name: "a container",
            variables: [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/\(mark)-path",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": token,
            ], shows: "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
        Source(
            name: "an instance", variables: ["AWS_EC2_METADATA_DISABLED": "false"], shows: "instance"),
        Source(
            name: "a broken config file", files: ["/home/.aws/config": "[default]\n\(mark)-line without a sign\n"],
            shows: "~/.aws/config, line 2"),
    ]

    /// Answers that repeat all that was sent, and a secret of their own.
    static let answers: [@Sendable (String) -> HTTPResponse] = [
        { .text("\(mark)-page \($0)", status: 400) },
        { .text("\(mark)-page \($0)", status: 500) },
        { .text("\(mark)-page \($0)", status: 200) },
        { .text(#"{"SecretAccessKey":"\#(mark)-new","Code":"\#(mark)-code","Token":7,"x":"\#($0)"}"#, status: 200) },
        { .text(#"{"__type":"Denied","message":"\#($0)"}"#, status: 403) },
        { .text(#"{"error":"invalid_grant","error_description":"\#($0)"}"#, status: 400) },
        {
            .text(
                "<ErrorResponse><Error><Code>Denied</Code><Message>\($0)</Message></Error></ErrorResponse>", status: 403
            )
        },
        {
            .text(
                "<R><Credentials><SecretAccessKey>\(mark)-new</SecretAccessKey></Credentials><x>\($0)</x></R>",
                status: 200)
        },
    ]

    @Test("whatever a source is answered, what it tells holds no secret, and it tells something", arguments: sources)
    func source(source: Source) async throws {
        let root = try TemporaryRoot(source.files)
        var said: [String] = []
        for answer in Self.answers {
            let log = InMemoryLogHandler()
            var logger = Logger(label: "test") { _ in log }
            logger.logLevel = .trace
            // A token of IMDS is a line of its own; the rest repeats the request.
            let exchange = ScriptedExchange { request, _ in
                if request.url.hasSuffix("/latest/api/token") {
                    return .text(
                        "\(Self.mark)-imds", headers: [("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "21600")])
                }
                let sent =
                    request.headers.map(\.value).joined(separator: " ") + String(decoding: request.body, as: UTF8.self)
                return answer(sent.replacing("\"", with: "'").replacing("&", with: " "))
            }
            let variables = ["HOME": "/home", "AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true"]
            let surroundings = Surroundings.test(
                variables.merging(source.variables) { $1 }, files: root.files, http: exchange, metadata: exchange,
                logger: logger)
            do {
                let config = try await SharedConfig.load(surroundings.environment, surroundings.files, profile: nil)
                let setup = try await ClientSetup(.init(credentials: source.given), config, surroundings)
                let cache = CredentialCache(setup.credentials, timing: surroundings.timing, logger: logger)
                said.append("\(try await cache.credentials())")
            } catch let error as KMSError {
                var dumped = ""
                dump(error, to: &dumped)
                said += ["\(error)", String(reflecting: error), dumped]
            }
            said += log.entries.map { "\($0.message) \($0.metadata)" }
        }
        for line in said { #expect(!line.contains(Self.mark), "\(source.name): \(line)") }
        #expect(said.contains { $0.contains(source.shows) }, "\(source.name) says nothing of itself: \(said)")
    }

    @Test("the sources that there are have all been asked")
    func complete() { #expect(Self.sources.count == 13 && Self.answers.count == 8) }
}
