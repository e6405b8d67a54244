// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Testing

@testable import AWSKMS

@Suite("Regions")
struct RegionTests {
    private func find(
        _ given: String? = nil, _ environment: [String: String] = [:], _ config: SharedConfig = SharedConfig(),
        instance: () async throws -> String? = { nil }
    ) async throws -> Found<String> {
        try await Region.find(given, Environment(environment), config, instanceRegion: instance).get()
    }

    @Test("the Region is code's, then AWS_REGION's, AWS_DEFAULT_REGION's, the profile's, the instance's")
    func order() async throws {
        let config = try await Machine(config: "[default]\nregion = eu-north-1").load()
        let both = ["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"]
        let asked = { () async throws -> String? in
            Issue.record("the instance was asked")
            return nil
        }
        #expect(try await find("ap-south-1", both, config, instance: asked) == Found("ap-south-1", from: .code))
        #expect(try await find(nil, both, config, instance: asked) == Found("eu-west-1", from: .variable("AWS_REGION")))
        let second = try await find(
            nil, ["AWS_REGION": " ", "AWS_DEFAULT_REGION": "eu-west-2"], config, instance: asked)
        #expect(second == Found("eu-west-2", from: .variable("AWS_DEFAULT_REGION")))
        let third = try await find(nil, [:], config, instance: asked)
        #expect(third == Found("eu-north-1", from: .line(2, of: "~/.aws/config")))
        let last = try await find { "us-west-2" }
        #expect(last == Found("us-west-2", from: .other("instance metadata")))
    }

    @Test("none is an error that lists all that was tried, and why the instance could not be asked")
    func missing() async throws {
        let config = try await Machine(config: "[profile dev]").load(profile: "dev")
        let error = try await #require(throws: KMSError.self) { try await find(nil, [:], config) }
        #expect(error.kind == .configuration)
        let tried = "code, AWS_REGION, AWS_DEFAULT_REGION, region of the profile \"dev\", instance metadata"
        #expect(error.message.contains("(looked in: \(tried)); set AWS_REGION"))
        let failed = try await #require(throws: KMSError.self) {
            try await find { throw KMSError(.transport, message: "no route") }
        }
        #expect(failed.kind == .configuration)
        #expect(failed.message.contains("no AWS Region was found") && failed.message.hasSuffix("metadata: no route"))
        let settings = try await #require(throws: KMSError.self) {
            try await find { throw KMSError(.configuration, message: "mode IPv5") }
        }
        #expect(settings.message == "mode IPv5")
        await #expect(throws: CancellationError.self) { try await find { throw CancellationError() } }
    }

    @Test("a profile that is not there is told to those who need its Region, and to nobody else")
    func missingProfile() async throws {
        let config = try await Machine(["AWS_PROFILE": "typo"]).load()
        #expect(try await find(nil, ["AWS_REGION": "eu-west-1"], config).value == "eu-west-1")
        let error = try await #require(throws: KMSError.self) { try await find(nil, [:], config) { "eu-west-1" } }
        #expect(error.message.contains("\"typo\", which AWS_PROFILE names"))
    }

    @Test(
        "what can't be a Region is refused wherever it comes from, and told with its origin",
        arguments: [
            "x.evil.com/", "us-east-1@evil", "us east", "us-east-1\r\nX: y", "US-EAST-1", "é",
            String(repeating: "a", count: 64),
        ])
    func broken(region: String) async throws {
        let config = try await Machine().load()
        for (environment, instance) in [(["AWS_REGION": region], nil), ([:], region)] {
            let error = try await #require(throws: KMSError.self) {
                try await find(nil, environment, config) { instance }
            }
            #expect(error.kind == .configuration)
            #expect(error.message.contains(instance == nil ? "(AWS_REGION)" : "Instance metadata: what it answered"))
            #expect(!error.message.contains("\r"))
        }
        await #expect(throws: KMSError.self) { try await find("") }
    }
}
