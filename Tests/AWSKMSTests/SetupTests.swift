// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import InMemoryLogging
import KMSAPI
import Logging
import Testing

@testable import AWSKMS

@Suite("Region, endpoint and credentials")
struct SetupTests {
    static let keys = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "s3cr3t"]
    /// No test asks an instance that it may run on.
    static let alone = ["AWS_EC2_METADATA_DISABLED": "true"]

    private func client(
        _ configuration: AWSKMSClient.Configuration = .init(), _ environment: [String: String] = keys,
        _ body: (AWSKMSClient) async throws -> Void = { _ in }
    ) async throws {
        let client = try await AWSKMSClient(
            configuration: configuration, environment: Environment(environment.merging(Self.alone) { $1 }))
        do { try await body(client) } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    private func refusal(
        _ configuration: AWSKMSClient.Configuration = .init(), _ environment: [String: String] = keys
    ) async -> KMSError? {
        await #expect(throws: KMSError.self) { try await client(configuration, environment) }
    }

    @Test("no Region is an error that says where it was looked for and what to do, unless a key ARN names one")
    func noRegion() async throws {
        try await client(.init(attemptTimeout: .milliseconds(1)), Self.keys.merging(["AWS_REGION": " "]) { $1 }) {
            client in
            let error = await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
            #expect(error?.kind == .configuration)
            #expect(error?.description.contains("AWS_REGION, AWS_DEFAULT_REGION") == true)
            #expect(error?.description.contains("instance metadata") == true)
            let endpoint = try client.setup.endpoint(region: "eu-west-1")
            #expect(endpoint.url == "https://kms.eu-west-1.amazonaws.com")
        }
    }

    @Test("the Region is code's, then AWS_REGION, then AWS_DEFAULT_REGION")
    func region() async throws {
        let both = Self.keys.merging(["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"]) { $1 }
        try await client(.init(region: "ap-south-1"), both) { #expect($0.endpointAtHand?.region == "ap-south-1") }
        try await client(.init(), both) { #expect($0.endpointAtHand?.region == "eu-west-1") }
        let one = Self.keys.merging(["AWS_DEFAULT_REGION": "eu-west-2"]) { $1 }
        try await client(.init(), one) { #expect($0.endpointAtHand?.region == "eu-west-2") }
    }

    @Test("a Region that AWS can't have is told at once; at another endpoint it has any name")
    func unknownRegion() async throws {
        try await client(.init(region: "euwest1")) { client in
            let error = await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
            #expect(error?.kind == .configuration && error?.isRetryable == false)
            #expect(error?.message == "euwest1 is not a Region of AWS. Did you mean eu-west-1?")
        }
        try await client(.init(region: "euwest1", endpoint: "http://127.0.0.1:1")) { client in
            #expect(client.endpointAtHand?.region == "euwest1")
        }
    }

    @Test(
        "what can't be a Region never becomes a host",
        arguments: [
            "x.evil.com/", "us-east-1@evil", "us east", "us-east-1\r\nX: y", "", "US-EAST-1", "é",
        ])
    func badRegion(region: String) async {
        #expect(await refusal(.init(region: region))?.kind == .configuration)
    }

    @Test(
        "each Region has its host",
        arguments: [
            ("us-east-1", "kms.us-east-1.amazonaws.com"), ("cn-north-1", "kms.cn-north-1.amazonaws.com.cn"),
            ("us-gov-west-1", "kms.us-gov-west-1.amazonaws.com"), ("eusc-de-east-1", "kms.eusc-de-east-1.amazonaws.eu"),
            ("us-iso-east-1", "kms.us-iso-east-1.c2s.ic.gov"), ("us-isob-east-1", "kms.us-isob-east-1.sc2s.sgov.gov"),
            ("mars-north-1", "kms.mars-north-1.amazonaws.com"),
        ])
    func hosts(region: String, host: String) throws {
        let resolver = EndpointResolver(environment: Environment([:]), config: SharedConfig())
        let endpoint = try resolver.endpoint(of: .kms, region: region)
        #expect(endpoint.url == "https://\(host)")
        #expect(endpoint.host == host)
    }

    @Test("the endpoint is code's, then AWS_ENDPOINT_URL_KMS, then AWS_ENDPOINT_URL")
    func endpoint() async throws {
        let both = Self.keys.merging(
            ["AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL_KMS": "http://kms:1", "AWS_ENDPOINT_URL": "http://all:2"]) {
                $1
            }
        try await client(.init(endpoint: "https://code/x/"), both) {
            #expect($0.endpointAtHand?.url == "https://code/x")
            #expect($0.endpointAtHand?.path == "/x/")
        }
        try await client(.init(endpoint: "http://[::1]:4599/a%20b"), both) {
            #expect($0.endpointAtHand?.url == "http://[::1]:4599/a%20b")
            #expect($0.endpointAtHand?.host == "[::1]:4599")
        }
        try await client(.init(), both) { #expect($0.endpointAtHand?.host == "kms:1") }
        var one = both
        one["AWS_ENDPOINT_URL_KMS"] = ""
        try await client(.init(), one) { #expect($0.endpointAtHand?.host == "all:2") }
    }

    @Test(
        "what is no endpoint is refused",
        arguments: [
            "localhost:4599", "ftp://x", "http://", "http://user:pw@host", "http://host/?q", "http://host/#f",
            "http://a b", "x", "http://a%2Fb", "http://h:0", "http://h:65536", "http://h/../x", "http://h/a//b",
            "http://h/.",
        ])
    func badEndpoint(url: String) async {
        #expect(await refusal(.init(region: "us-east-1", endpoint: url))?.kind == .configuration)
    }

    @Test(
        "no credentials is an error that says what to set; half of them and broken ones are too",
        arguments: [
            [:], ["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": " "], ["AWS_ACCESS_KEY_ID": "AKID"],
            ["AWS_SECRET_ACCESS_KEY": "hunter2"],
            ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "hunter2\r\nX: y"],
            ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "hunter2", "AWS_SESSION_TOKEN": "a b"],
        ])
    func noCredentials(environment: [String: String]) async {
        let error = await refusal(.init(region: "us-east-1"), environment)
        #expect(error?.kind == .credentials)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test("a client shows none of the secrets that it found, however it is printed")
    func dumped() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let config = folder.appending(path: "config")
        try Data("[default]\naws_access_key_id = AKID\naws_secret_access_key = hunter2\n".utf8).write(to: config)
        let environment = ["AWS_CONFIG_FILE": config.path(), "AWS_REGION": "us-east-1", "OTHER_SECRET": "t0ken"]
        try await client(.init(), environment) { client in
            var dumped = "\(client)"
            dump(client, to: &dumped)
            dump(client.setup, to: &dumped)
            dump(client.credentials, to: &dumped)
            #expect(dumped.contains("AKID"))
            #expect(!dumped.contains("hunter2") && !dumped.contains("t0ken"))
        }
    }

    @Test("a profile that is named in code must be there, whatever the environment has")
    func missingProfile() async {
        let error = await refusal(.init(region: "us-east-1", profile: "nobody"))
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains("nobody") == true)
    }

    @Test("a retry mode that is not made here is told once in the log")
    func retryMode() async throws {
        let log = InMemoryLogHandler()
        let environment = Self.keys.merging(["AWS_REGION": "us-east-1", "AWS_RETRY_MODE": "adaptive"]) { $1 }
        let client = try await AWSKMSClient(
            configuration: .init(), logger: Logger(label: "test") { _ in log }, environment: Environment(environment))
        try await client.shutdown()
        #expect(log.entries.filter { "\($0.message)".contains("adaptive") }.count == 1)
    }

    @Test("credentials show no secret, however they are printed")
    func redaction() {
        let credentials = Credentials(accessKeyID: "AKID", secretAccessKey: "hunter2", sessionToken: "t0ken")
        var dumped = ""
        dump(credentials, to: &dumped)
        dump([credentials], to: &dumped)
        dump(AWSKMSClient.Configuration(credentials: credentials), to: &dumped)
        let texts = [
            "\(credentials)", String(reflecting: credentials), dumped, "\([credentials])",
            "\(AWSKMSClient.Configuration(credentials: credentials))",
        ]
        for text in texts {
            #expect(text.contains("AKID"))
            #expect(!text.contains("hunter2") && !text.contains("t0ken"))
        }
    }
}

extension AWSKMSClient {
    /// The endpoint of the client's Region; nil where it has none.
    var endpointAtHand: Endpoint? { try? regionalEndpoint.get() }
}
