// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import KMSTransport
import Testing

@testable import AWSKMS

/// A case that AWS's SDK for Rust recorded: the environment, the files and the network of a machine, and the credentials
/// that are to be found there.
struct RecordedCase: Sendable, CustomTestStringConvertible {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Vectors/credential-chain").standardizedFileURL

    /// Which sources are asked.
    enum Kind: String, CaseIterable {
        case chain = "default-credential-provider-chain"
        case profile = "profile-provider"
    }

    struct Expectation: Decodable {
        struct Result: Decodable {
            var Ok: Found?
            var ErrorContains: String?
        }
        struct Found: Decodable, Equatable {
            var access_key_id: String
            var secret_access_key: String
            var session_token: String?
            var account_id: String?
            /// In seconds since 1970.
            var expiry: Double?
        }
        var result: Result
    }

    var kind: Kind
    var name: String
    var testDescription: String { "\(kind.rawValue)/\(name)" }

    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: Self.folder.appending(path: folder).path())) ?? [])
            .sorted()
    }

    static let all = Kind.allCases.flatMap { kind in
        names(in: kind.rawValue).map { RecordedCase(kind: kind, name: $0) }
    }

    func url(_ file: String) -> URL { Self.folder.appending(path: "\(kind.rawValue)/\(name)/\(file)") }

    func decoded<Value: Decodable>(_ file: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(contentsOf: url(file)))
    }

    /// What the machine's credentials are.
    ///
    /// - Parameter exchange: both networks of the machine: requests come in one order.
    func credentials(_ exchange: RecordedExchange) async throws -> Credentials {
        let environment: [String: String] = try decoded("env.json")
        // The epoch: all that was recorded is still valid then.
        let surroundings = Surroundings(
            environment: Environment(environment), files: Files(root: url("fs").path()), timing: HandTiming().timing,
            http: exchange, metadata: exchange)
        let config = try await SharedConfig.load(surroundings.environment, surroundings.files, profile: nil)
        let region = try? await Region.find(nil, surroundings.environment, config, instanceRegion: { nil }).get().value
        let sources = NamedSources(
            surroundings, resolver: EndpointResolver(environment: surroundings.environment, config: config),
            region: region,
            // One case was recorded without retries.
            policy: RetryPolicy(maximumAttempts: name == "sso_server_error" ? 1 : 3),
            container: ContainerCredentials(surroundings),
            instanceMetadata: InstanceMetadataCredentials(InstanceMetadata(surroundings, config), surroundings),
            process: { ProcessCredentials(Self.throughShell($0), timing: surroundings.timing) })
        switch kind {
        case .chain: return try await DefaultChain(config: config, sources: sources).chain().credentials()
        case .profile: return try await CredentialChain([ProfileCredentials(config, sources)]).credentials()
        }
    }

    /// The commands that were recorded are a shell's (`a | b`, `exit 1`), and this client runs none by itself.
    private static func throughShell(_ section: ConfigSection) -> ConfigSection {
        var section = section
        if let command = section["credential_process"], !command.contains("'") {
            section.properties["credential_process"]?.value = "/bin/sh -c '\(command)'"
        }
        return section
    }
}

@Suite("Recorded credentials")
struct RecordedChainTests {
    /// What our errors say, by case.
    private static let errors = [
        "eks_pod_identity_no_token_file": "/token.jwt",
        "imds_default_chain_error": "no AWS credentials were found",
        "imds_disabled": "no AWS credentials were found",
        "imds_no_iam_role": "the profile default takes its credentials from instance metadata, which has none",
        "imds_token_fail": "turned off for this instance",
        "profile_overrides_web_identity": "the profile A takes its credentials from environment, which has none",
        "sso_no_token_file": "/home/.aws/sso/cache/dace00cba5f8355ec9d274ceb2bcebdfbeed0e12.json is not there",
        "sso_server_error": "SSO of the profile \"sso-test\" gave no credentials",
        "web_identity_source_profile_no_env": "has a web_identity_token_file (~/.aws/config, line 6) and no role_arn",
        "web_identity_token_invalid_jwt": "InvalidIdentityToken: No OpenIDConnect provider found in your account",
        "credential_process_failure": "exited with 1",
        "credential_process_invalid": "printed what can't be used",
        "empty_config": "no AWS credentials were found",
        "invalid_config": "~/.aws/config, line 2",
        "invalid_sso_credentials_config": "is for bearer tokens and not for credentials",
        "sso_token": "is for bearer tokens and not for credentials",
    ]

    /// What is not compared, since the recording was edited by hand and is not of the case's own configuration any more.
    private static let edited: [String: Set<String>] = [
        // Signed with other keys than the container gave.
        "ecs_assume_role": ["authorization", "x-amz-security-token"],
        // Signed for another Region than it was sent to.
        "region_override": ["authorization"],
        // For other roles and tokens than those that are set up.
        "web_identity_token_env": ["RoleArn"],
        "web_identity_token_profile": ["RoleArn", "WebIdentityToken"],
        "web_identity_token_source_profile": ["RoleArn", "WebIdentityToken", "x-amz-security-token"],
    ]

    @Test("all 29 and 18 cases are there, and 16 of them are errors")
    func count() throws {
        #expect(RecordedCase.all.filter { $0.kind == .chain }.count == 29)
        #expect(RecordedCase.all.filter { $0.kind == .profile }.count == 18)
        let errors = try RecordedCase.all.filter { test in
            let expectation: RecordedCase.Expectation = try test.decoded("test-case.json")
            return expectation.result.ErrorContains != nil
        }
        #expect(Set(errors.map(\.name)) == Set(Self.errors.keys) && errors.count == 16)
    }

    @Test("cases for what this client does not do are left out")
    func leftOut() throws {
        // Bearer tokens, which KMS does not take.
        #expect(
            RecordedCase.names(in: "default-token-provider-chain")
                == ["profile_keys", "profile_keys_case_insensitive", "profile_name"])
        // `aws login`, whose sessions only the AWS CLI can use: `ProfileChainTests` has the error.
        struct Login: Decodable { var documentation: String }
        let file = RecordedCase.folder.appending(path: "login-provider-test-cases.json")
        let cases = try JSONDecoder().decode([Login].self, from: Data(contentsOf: file))
        #expect(
            cases.map(\.documentation) == [
                "Success - Valid credentials are returned immediately", "Failure - No cache file",
                "Failure - Missing accessToken", "Failure - Missing refreshToken",
                "Failure - Missing clientId in cache", "Failure - Missing dpopKey",
                "Success - Expired token triggers successful refresh",
                "Failure - Expired token triggers failed refresh",
            ])
    }

    @Test("the credentials, or the error, are those that were recorded", arguments: RecordedCase.all)
    func recorded(test: RecordedCase) async throws {
        let exchange = try RecordedExchange(
            recording: Data(contentsOf: test.url("http-traffic.json")), leavingOut: Self.edited[test.name] ?? [])
        let expectation: RecordedCase.Expectation = try test.decoded("test-case.json")
        if let expected = expectation.result.Ok {
            let credentials = try await test.credentials(exchange)
            let found = RecordedCase.Expectation.Found(
                access_key_id: credentials.accessKeyID, secret_access_key: credentials.secretAccessKey,
                session_token: credentials.sessionToken, account_id: credentials.accountID,
                expiry: credentials.expiration?.timeIntervalSince1970)
            #expect(found == expected)
        } else {
            let error = await #expect(throws: KMSError.self) { try await test.credentials(exchange) }
            let words = try #require(Self.errors[test.name])
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        }
        #expect(exchange.complaints == [])
    }

    @Test("what is not compared differs indeed", arguments: edited.keys.sorted())
    func differs(name: String) async throws {
        let test = try #require(RecordedCase.all.first { $0.name == name })
        for left in Self.edited[name] ?? [] {
            let exchange = try RecordedExchange(
                recording: Data(contentsOf: test.url("http-traffic.json")),
                leavingOut: Self.edited[name]?.subtracting([left]) ?? [])
            _ = try? await test.credentials(exchange)
            #expect(exchange.complaints != [], "\(left)")
        }
    }
}
