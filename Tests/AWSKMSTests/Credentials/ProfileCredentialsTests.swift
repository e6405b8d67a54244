// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import KMSTransport
import Testing

@testable import AWSKMS

@Suite("Credentials of profiles")
struct ProfileCredentialsTests {
    private static let keys = "aws_access_key_id=AKID\naws_secret_access_key=s3cr3t\naws_session_token=t0k3n\n"
    private static let chain = """
        [profile a]
        role_arn=arn:a
        source_profile=b
        [profile b]
        role_arn=arn:b
        source_profile=c
        [profile c]
        \(keys)
        """

    private func source(
        _ text: String, http: any HTTPExchange = ScriptedExchange.silent, environment: [String: String] = [:],
        container: Credentials? = nil, instance: Credentials? = nil
    ) throws -> ProfileCredentials {
        let config = try SharedConfig.of(text, profile: "a")
        return ProfileCredentials(
            config,
            .sample(config, http: http, environment: environment, container: container, instance: instance))
    }

    @Test("keys are the profile's own, with where they stand")
    func staticKeys() async throws {
        let source = try source("[profile a]\n\(Self.keys)aws_account_id=1\n")
        let credentials = try #require(try await source.credentials())
        #expect(credentials.accessKeyID == "AKID" && credentials.secretAccessKey == "s3cr3t")
        #expect(credentials.sessionToken == "t0k3n" && credentials.accountID == "1" && credentials.expiration == nil)
        #expect(credentials.origin == .line(2, of: "~/.aws/config"))
        #expect(source.name == "profile a")
    }

    @Test("roles are assumed one after another, each with the credentials of the one before")
    func roles() async throws {
        let exchange = ScriptedExchange(answers: [STSSample.answer(), STSSample.answer()])
        let credentials = try await source(Self.chain, http: exchange).credentials()
        #expect(credentials?.accessKeyID == "ASIA")
        #expect(exchange.requests.map { STSClientTests.body($0).contains("RoleArn=arn%3Aa&") } == [false, true])
        #expect(exchange.requests.map { STSClientTests.body($0).contains("RoleArn=arn%3Ab&") } == [true, false])
        #expect(exchange.requests.map { $0.header("X-Amz-Security-Token") } == ["t0k3n", "n3wt0k3n"])
    }

    @Test("a role that is refused is told with the role, its line and the access key, and no secret")
    func refused() async throws {
        let exchange = ScriptedExchange(answers: [
            STSSample.answer(), STSSample.error("AccessDenied", "no n3wt0k3n for you", status: 403),
        ])
        let error = await #expect(throws: KMSError.self) {
            try await source(Self.chain, http: exchange).credentials()
        }
        #expect(error?.kind == .credentials && error?.kmsStatus == 403 && error?.requestID == "r-1")
        #expect(error?.message.contains("arn:a (~/.aws/config, line 2)") == true)
        #expect(error?.message.contains("access key ASIA (~/.aws/config, line 5): AccessDenied") == true)
        for secret in ["s3cr3t", "t0k3n", "n3w"] { #expect(error?.description.contains(secret) == false) }
    }

    @Test("credential_source is where it says, and that there is nothing is an error")
    func named() async throws {
        let other = Credentials(accessKeyID: "OTHER", secretAccessKey: "o")
        for (name, container, instance, environment) in [
            ("EcsContainer", other, nil, [:]), ("Ec2InstanceMetadata", nil, other, [:]),
            ("Environment", nil, nil, ["AWS_ACCESS_KEY_ID": "OTHER", "AWS_SECRET_ACCESS_KEY": "o"]),
        ] as [(String, Credentials?, Credentials?, [String: String])] {
            let text = "[profile a]\nrole_arn=arn:a\ncredential_source=\(name)\n"
            let exchange = ScriptedExchange(answers: [STSSample.answer()])
            let source = try source(
                text, http: exchange, environment: environment, container: container, instance: instance)
            _ = try await source.credentials()
            #expect(exchange.requests[0].header("Authorization")?.contains("Credential=OTHER/") == true)
            let error = await #expect(throws: KMSError.self) { try await self.source(text).credentials() }
            #expect(error?.kind == .credentials)
            #expect(error?.message.contains("the profile a takes its credentials from") == true)
        }
    }

    @Test("the command of a profile is run by the source that was given")
    func process() async throws {
        #expect(try await source("[profile a]\ncredential_process=x\n").credentials()?.accessKeyID == "a")
    }

    @Test("a profile that says nothing of credentials is not set up, one that is wrong is an error each time")
    func none() async throws {
        #expect(try await source("[profile a]\nregion=x\n").credentials() == nil)
        let wrong = try source("[profile a]\naws_access_key_id=i\n")
        for _ in 0..<2 { await #expect(throws: KMSError.self) { try await wrong.credentials() } }
    }
}
