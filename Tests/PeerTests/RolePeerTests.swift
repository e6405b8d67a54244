// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Synchronization
import Testing

@testable import AWSKMS

/// Roles, assumed of an STS that we did not write.
@Suite("Roles, over moto's STS", .moto)
struct RolePeerTests {
    /// moto takes its time when all of its tests ask at once.
    private static let patient = AWSKMSClient.Configuration(attemptTimeout: .seconds(60), requestTimeout: .seconds(120))

    /// A role, assumed with keys.
    private static let issuer = """
        [default]
        role_arn = arn:aws:iam::222222222222:role/issuer
        role_session_name = tokens
        source_profile = base

        [profile base]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = secret
        """

    /// A folder with a config file, while `body` runs.
    private func withConfig<Value: Sendable>(
        _ config: String, _ variables: [String: String] = [:], _ body: (Environment) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(config.utf8).write(to: folder.appending(path: "config"))
        try Data("header.claims.signature\n".utf8).write(to: folder.appending(path: "token"))
        let fixed = [
            "AWS_CONFIG_FILE": folder.appending(path: "config").path(), "HOME": folder.path(),
            "AWS_ENDPOINT_URL": try #require(Moto.endpoint), "AWS_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        ]
        let token = folder.appending(path: "token").path()
        let given = variables.mapValues { $0.replacing("TOKEN_FILE", with: token) }
        return try await body(Environment(fixed.merging(given) { $1 }))
    }

    /// Whom moto takes the client's credentials for, and the client's calls as that.
    private func caller(_ environment: Environment) async throws -> CallerIdentity {
        let client = try await AWSKMSClient(configuration: Self.patient, environment: environment)
        do {
            let key = try await client.createKey(CreateKeyRequest(keySpec: .eccNISTP256))
            let keys = try await client.listKeys(ListKeysRequest())
            #expect(keys.keys.contains { $0.keyID == key.keyMetadata.keyID })
            let setup = client.setup
            let sts = STSClient(setup.surroundings, resolver: setup.endpoints, region: "us-east-1")
            let caller = try await sts.callerIdentity(of: client.credentials.credentials())
            try await client.shutdown()
            return caller
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    @Test("a chain of two roles from static keys")
    func chain() async throws {
        let config = """
            [default]
            role_arn = arn:aws:iam::222222222222:role/issuer
            role_session_name = tokens
            source_profile = hub
            external_id = to-be-sure
            duration_seconds = 900

            [profile hub]
            role_arn = arn:aws:iam::111111111111:role/hub
            source_profile = base

            [profile base]
            aws_access_key_id = AKIAIOSFODNN7EXAMPLE
            aws_secret_access_key = secret
            """
        try await withConfig(config) { environment in
            let caller = try await caller(environment)
            #expect(caller.arn == "arn:aws:sts::222222222222:assumed-role/issuer/tokens")
            #expect(caller.account == "222222222222")
        }
    }

    @Test("a web identity, of the environment and of a profile")
    func webIdentity() async throws {
        let variables = [
            "AWS_WEB_IDENTITY_TOKEN_FILE": "TOKEN_FILE", "AWS_ROLE_ARN": "arn:aws:iam::333333333333:role/pod",
            "AWS_ROLE_SESSION_NAME": "pod-1",
        ]
        try await withConfig("", variables) { environment in
            let caller = try await caller(environment)
            #expect(caller.arn == "arn:aws:sts::333333333333:assumed-role/pod/pod-1")
        }
    }

    @Test("doctor finds a role, whose it is, and a key of moto's, which signs in a dry run too")
    func doctor() async throws {
        try await withConfig(Self.issuer) { environment in
            let client = try await AWSKMSClient(configuration: Self.patient, environment: environment)
            let key = try await client.createKey(CreateKeyRequest(keySpec: .eccNISTP256)).keyMetadata
            try await client.shutdown()
            let report = try await Doctor(configuration: Self.patient, environment: environment).report(keys: [
                key.keyID
            ])
            #expect(report.isWell, "\(report.findings)")
            let identity = report.findings.first { $0.subject == "identity" }
            #expect(identity?.text.contains("arn:aws:sts::222222222222:assumed-role/issuer/tokens") == true)
            let looked = report.findings.last
            #expect(looked?.text.contains("may sign with ECDSA_SHA_256 (this KMS does it in a dry run too)") == true)
            // moto answers the bare id: the policy needs the ARN.
            #expect(report.policy?.contains("arn:aws:kms:us-east-1:222222222222:key/\(key.keyID)") == true)
        }
    }

    /// Credentials of a role that say that they live for 2 seconds.
    private final class ShortLived: CredentialSource {
        let name = "role"
        let chain: CredentialChain
        let hand: Mutex<Date>
        let asked = Mutex(0)

        init(_ chain: CredentialChain, now: Date) {
            self.chain = chain
            hand = Mutex(now)
        }

        func credentials() async throws -> Credentials? {
            asked.withLock { $0 += 1 }
            var credentials = try await chain.credentials()
            credentials.expiration = hand.withLock { $0 } + 2
            return credentials
        }
    }

    @Test("credentials that live for 2 seconds are refreshed under load: no call fails")
    func shortLived() async throws {
        try await withConfig(Self.issuer) { environment in
            let first = try await AWSKMSClient(configuration: Self.patient, environment: environment)
            let source = ShortLived(first.setup.credentials, now: Date())
            let client = try await AWSKMSClient(
                configuration: .init(credentials: source, attemptTimeout: .seconds(60), requestTimeout: .seconds(120)),
                environment: environment,
                timing: Timing(now: { source.hand.withLock { $0 } }))
            let key = try await client.createKey(CreateKeyRequest(keySpec: .eccNISTP256)).keyMetadata.keyID
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        for _ in 0..<25 {
                            _ = try await client.getPublicKey(GetPublicKeyRequest(keyID: key))
                            // 8 tasks and 25 calls of each: 10 seconds.
                            source.hand.withLock { $0 += 0.05 }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(source.asked.withLock { $0 } >= 5)
            try await client.shutdown()
            try await first.shutdown()
        }
    }
}
