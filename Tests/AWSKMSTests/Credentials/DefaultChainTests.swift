// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Testing

@testable import AWSKMS

@Suite("The default chain")
struct DefaultChainTests {
    private static let keys = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "e"]
    private static let webIdentity = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:web"]
    private static let profiles = """
        [default]
        aws_access_key_id=DEFAULT
        aws_secret_access_key=p
        [profile a]
        aws_access_key_id=PROFILE
        aws_secret_access_key=p
        [profile empty]
        region=x
        """
    private static let container = Credentials(accessKeyID: "CONTAINER", secretAccessKey: "c")
    private static let instance = Credentials(accessKeyID: "INSTANCE", secretAccessKey: "i")

    /// The access key of the chain's credentials; `ASIA` is that of the web identity.
    private func accessKey(
        _ environment: [String: String] = [:], _ text: String = "", profile: String? = nil, from origin: Origin = .code,
        container: Credentials? = nil, instance: Credentials? = nil, given: Credentials? = nil
    ) async throws -> String {
        let root = try TemporaryRoot(["token": "t"])
        let config = try SharedConfig.of(text, profile: profile, from: origin)
        let exchange = ScriptedExchange(answers: [STSSample.answer("AssumeRoleWithWebIdentity")])
        let sources = NamedSources.sample(
            config, http: exchange, environment: environment, files: root.files, container: container,
            instance: instance)
        return try await DefaultChain(config: config, sources: sources).chain(given: given).credentials().accessKeyID
    }

    @Test("code, environment, web identity, profile, container, instance: the first that is set up")
    func order() async throws {
        let both = Self.keys.merging(Self.webIdentity) { $1 }
        let (container, instance) = (Self.container, Self.instance)
        let code = Credentials(accessKeyID: "CODE", secretAccessKey: "c")
        #expect(
            try await accessKey(both, Self.profiles, container: container, instance: instance, given: code) == "CODE")
        #expect(try await accessKey(both, Self.profiles, container: container, instance: instance) == "ENV")
        #expect(
            try await accessKey(Self.webIdentity, Self.profiles, container: container, instance: instance) == "ASIA")
        #expect(try await accessKey([:], Self.profiles, container: container, instance: instance) == "DEFAULT")
        #expect(try await accessKey([:], "", container: container, instance: instance) == "CONTAINER")
        #expect(try await accessKey([:], "", instance: instance) == "INSTANCE")
    }

    @Test(
        "If no credentials are found, the error says what is wrong with the profile",
        arguments: [
            ("[DEFAULT]\naws_access_key_id=i", "line 1 is [DEFAULT], which is ignored: write [default]"),
            ("[default]\nsso_start_url=u\nsso_region=r", "without sso_account_id and sso_role_name; add both"),
        ])
    func slips(text: String, advice: String) async throws {
        let error = await #expect(throws: KMSError.self) { try await accessKey([:], text) }
        #expect(error?.kind == .credentials && error?.message.contains(advice) == true)
    }

    @Test("a profile that AWS_PROFILE names beats the web identity, not the keys of the environment")
    func namedByVariable() async throws {
        let both = Self.keys.merging(Self.webIdentity) { $1 }
        let variable = Origin.variable("AWS_PROFILE")
        #expect(try await accessKey(both, Self.profiles, profile: "a", from: variable) == "ENV")
        #expect(try await accessKey(Self.webIdentity, Self.profiles, profile: "a", from: variable) == "PROFILE")
        #expect(try await accessKey(Self.webIdentity, Self.profiles, profile: "empty", from: variable) == "ASIA")
    }

    @Test("a profile that code names beats the keys of the environment, which are not asked at all")
    func namedByCode() async throws {
        let both = Self.keys.merging(Self.webIdentity) { $1 }
        #expect(try await accessKey(both, Self.profiles, profile: "a") == "PROFILE")
        #expect(try await accessKey(both, Self.profiles, profile: "empty") == "ASIA")
        #expect(try await accessKey(Self.keys, Self.profiles, profile: "empty", instance: Self.instance) == "INSTANCE")
    }

    @Test("a profile that was named and is not there is an error, whatever comes after it")
    func missing() async {
        for origin in [Origin.code, .variable("AWS_PROFILE")] {
            await #expect(throws: KMSError(.configuration, message: "")) {
                try await accessKey(
                    Self.webIdentity, Self.profiles, profile: "typo", from: origin, instance: Self.instance)
            }
        }
    }

    @Test("where nothing is set up the error names what was asked")
    func nothing() async {
        let error = await #expect(throws: KMSError.self) { try await accessKey() }
        #expect(
            error?.message.contains(
                "(asked: environment, web identity, profile default, container, instance metadata)") == true)
    }
}
