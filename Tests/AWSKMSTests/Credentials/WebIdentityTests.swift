// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Testing

@testable import AWSKMS

@Suite("Web identity")
struct WebIdentityTests {
    private static let variables = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": STSClientTests.role.arn]

    private static func source(
        _ exchange: ScriptedExchange, _ files: Files, _ variables: [String: String] = variables
    ) -> EnvironmentWebIdentity {
        EnvironmentWebIdentity(
            environment: Environment(variables), files: files, sts: STSClientTests.client(exchange))
    }

    private static let answer = STSSample.answer("AssumeRoleWithWebIdentity")

    private func refusal(
        _ files: Files, _ exchange: ScriptedExchange = .silent, _ variables: [String: String] = variables
    ) async -> KMSError? {
        await #expect(throws: KMSError.self) { try await Self.source(exchange, files, variables).credentials() }
    }

    @Test(
        "the token's file is read anew each time, and its line end is not the token's",
        arguments: ["", "\n", "\r\n", "\n\n"])
    func token(end: String) async throws {
        let root = try TemporaryRoot(["token": "first" + end])
        let exchange = ScriptedExchange(answers: [Self.answer, Self.answer])
        let source = Self.source(exchange, root.files, Self.variables.merging(["AWS_ROLE_SESSION_NAME": "me"]) { $1 })
        #expect(try await source.credentials()?.accessKeyID == "ASIA")
        try Data("second".utf8).write(to: root.url.appending(path: "token"))
        _ = try await source.credentials()
        let bodies = exchange.requests.map(STSClientTests.body)
        #expect(bodies[0].hasSuffix("&RoleSessionName=me&WebIdentityToken=first"))
        #expect(bodies[1].hasSuffix("&WebIdentityToken=second"))
    }

    @Test("it is not set up without a token, though a role is named; a token without a role is an error")
    func half() async throws {
        let root = try TemporaryRoot(["token": "t"])
        let role = ["AWS_ROLE_ARN": "r"]
        #expect(try await Self.source(.silent, root.files, role).credentials() == nil)
        #expect(try await Self.source(.silent, root.files, [:]).credentials() == nil)
        let error = await refusal(root.files, .silent, ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": " "])
        #expect(error?.kind == .credentials && error?.message.contains("AWS_ROLE_ARN is missing") == true)
    }

    @Test("a file that is missing, empty, too long or no text is named")
    func files() async throws {
        let root = try TemporaryRoot(["empty": "\n", "long": String(repeating: "x", count: 20_003)])
        try Data([0xFF, 0xFE]).write(to: root.url.appending(path: "bytes"))
        for (name, why) in [
            ("missing", "is not there"), ("empty", "is empty"), ("long", "has more than 20002 bytes"),
            ("bytes", "no text"),
        ] {
            let error = await refusal(
                root.files, .silent, Self.variables.merging(["AWS_WEB_IDENTITY_TOKEN_FILE": "/\(name)"]) { $1 })
            #expect(error?.kind == .credentials)
            #expect(error?.message.contains("/\(name) (AWS_WEB_IDENTITY_TOKEN_FILE)") == true)
            #expect(error?.message.contains(why) == true)
        }
    }

    @Test("STS's refusal is told with the role and the file, and the token is not")
    func refused() async throws {
        let root = try TemporaryRoot(["token": "t0k3n\n"])
        let answers = [STSSample.error("InvalidIdentityToken", "No provider"), STSSample.error("X", "bad: t0k3n!")]
        let first = await refusal(root.files, ScriptedExchange(answers: [answers[0]]))
        #expect(first?.kind == .credentials && first?.requestID == "r-1" && first?.kmsStatus == 400)
        #expect(first?.message.contains("role/R (AWS_ROLE_ARN)") == true)
        #expect(first?.message.contains("/token: InvalidIdentityToken: No provider") == true)
        let second = await refusal(root.files, ScriptedExchange(answers: [answers[1]]))
        #expect(second?.description.contains("t0k3n") == false)
        #expect(second?.message.contains("X: the answer repeats a secret") == true)
    }
}
