// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import KMSAPI
import KMSTransport
import Testing

@testable import AWSKMS

@Suite("Instance metadata")
struct InstanceMetadataTests {
    private static let region = "/latest/meta-data/placement/region"

    private static func config(_ properties: [String: String]) -> SharedConfig {
        let origin = Origin.line(2, of: "config")
        return SharedConfig(profiles: [
            "default": ConfigSection(
                name: "default", origin: origin,
                properties: properties.mapValues { ConfigProperty(value: $0, origin: origin) })
        ])
    }

    /// The `config` of a case, which has one profile.
    private static func config(of vector: MetadataVectors.Case) -> SharedConfig {
        let lines = (vector.fs?["config"] ?? "").split(separator: "\n").filter { !$0.hasPrefix("[") }
        let pairs = lines.map { line in
            let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            return (parts[0], parts[1])
        }
        return config(Dictionary(pairs) { $1 })
    }

    @Test("all 14 cases are there")
    func count() { #expect(MetadataVectors.cases("imds-endpoint-tests.json").count == 14) }

    // None is left out.
    @Test("the endpoint is the one that AWS's cases name", arguments: MetadataVectors.cases("imds-endpoint-tests.json"))
    func vector(vector: MetadataVectors.Case) throws {
        let find = { () throws -> InstanceMetadataSettings? in
            try InstanceMetadataSettings.find(
                Environment(vector.env), Self.config(of: vector), givenEndpoint: vector.endpoint_override,
                givenMode: vector.mode_override)
        }
        if let url = vector.result.Ok {
            #expect(try find().map { $0.endpoint + "/latest/api/token" } == url)
        } else {
            #expect(vector.result.Err != nil)
            let error = #expect(throws: KMSError.self) { try find() }
            #expect(error?.kind == .configuration)
        }
    }

    @Test("a setting that is none is an error that names its place")
    func badSettings() {
        for (properties, value) in [
            (["ec2_metadata_service_endpoint_mode": "IPv5"], "IPv5"),
            (["ec2_metadata_service_endpoint": "ftp://x"], "ftp://x"),
            (["ec2_metadata_service_endpoint": "http://u:p@x"], "user"),
            (["ec2_metadata_service_endpoint": "http://x/?a"], "query"),
            (["metadata_service_timeout": "0"], "\"0\""), (["metadata_service_timeout": "1.5"], "\"1.5\""),
            (["metadata_service_num_attempts": "-1"], "\"-1\""), (["metadata_service_num_attempts": "x"], "\"x\""),
        ] {
            let error = #expect(throws: KMSError.self) {
                try InstanceMetadataSettings.find(Environment([:]), Self.config(properties))
            }
            #expect(error?.kind == .configuration)
            #expect(error?.message.contains(value) == true && error?.message.contains("config, line 2") == true)
        }
    }

    @Test("time limit and tries are the variables', then the profile's, else 1 s and 3")
    func patience() throws {
        let config = Self.config(["metadata_service_timeout": "7", "metadata_service_num_attempts": "8"])
        let variables = Environment(["AWS_METADATA_SERVICE_TIMEOUT": "5", "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "6"])
        let byVariables = try #require(try InstanceMetadataSettings.find(variables, config))
        #expect(byVariables.timeLimit == .seconds(5) && byVariables.attempts == 6 && byVariables.retriesSilence)
        let byProfile = try #require(try InstanceMetadataSettings.find(Environment([:]), config))
        #expect(byProfile.timeLimit == .seconds(7) && byProfile.attempts == 8 && byProfile.retriesSilence)
        let neither = try #require(try InstanceMetadataSettings.find(Environment([:]), SharedConfig()))
        #expect(neither.timeLimit == .seconds(1) && neither.attempts == 3 && !neither.retriesSilence)
    }

    @Test("turned off, nothing is asked", arguments: ["true", "True", "TRUE"])
    func disabled(value: String) async throws {
        let metadata = ScriptedExchange.silent
        let service = InstanceMetadata(.test(["AWS_EC2_METADATA_DISABLED": value], metadata: metadata), SharedConfig())
        #expect(try await service.region() == nil)
        #expect(metadata.requests.isEmpty)
    }

    @Test("the Region is asked for with a token, which serves until 120 s before its end")
    func token() async throws {
        let timing = HandTiming()
        let metadata = ScriptedExchange { request, number in
            request.method == "PUT"
                ? .text("TOKEN\(number)", headers: [("x-aws-ec2-metadata-token-ttl-seconds", "300")])
                : .text("eu-central-1")
        }
        let service = InstanceMetadata(.test(timing: timing, metadata: metadata), SharedConfig())
        #expect(try await service.region() == "eu-central-1")
        timing.advance(by: 179)
        #expect(try await service.region() == "eu-central-1")
        timing.advance(by: 1)
        #expect(try await service.region() == "eu-central-1")
        let (put, get) = ("PUT http://169.254.169.254/latest/api/token", "GET http://169.254.169.254" + Self.region)
        #expect(metadata.lines == [put, get, get, put, get])
        #expect(metadata.requests[0].header("X-aws-ec2-metadata-token-ttl-seconds") == "21600")
        #expect(metadata.requests[0].header("X-aws-ec2-metadata-token") == nil)
        #expect(
            metadata.requests.map { $0.header("X-aws-ec2-metadata-token") } == [nil, "TOKEN1", "TOKEN1", nil, "TOKEN4"])
        #expect(metadata.asked.allSatisfy { $0.timeLimit == .seconds(1) })
    }

    @Test("a token that is refused is dropped, and another is asked for")
    func refusedToken() async throws {
        let metadata = ScriptedExchange { request, number in
            if request.method == "PUT" { return .text("TOKEN\(number)") }
            return request.header("X-Aws-Ec2-Metadata-Token") == "TOKEN3" ? .text("eu-west-1") : .text("", status: 401)
        }
        let service = InstanceMetadata(.test(metadata: metadata), SharedConfig())
        #expect(try await service.region() == "eu-west-1")
        #expect(metadata.requests.map(\.method) == ["PUT", "GET", "PUT", "GET"])
    }

    @Test(
        "an answer of the token that is no token is an error, and no question goes without one",
        arguments: [
            ("", 200), ("TOKEN\r\nX: y", 200), ("TOKEN\n", 200), ("TOKEN TOKEN", 200), ("TOKEN", 400), ("TOKEN", 403),
            ("TOKEN", 302), ("TOKEN", 204),
        ])
    func badToken(body: String, status: Int) async throws {
        let metadata = ScriptedExchange { _, _ in .text(body, status: status, headers: [("Location", "http://evil")]) }
        let service = InstanceMetadata(.test(metadata: metadata), SharedConfig())
        let error = try #require(await #expect(throws: KMSError.self) { try await service.region() })
        #expect(metadata.requests.map(\.method) == ["PUT"])
        #expect(error.kmsStatus == status && !"\(error)".contains("TOKEN"))
        #expect(error.message.contains("turned off") == (status == 403))
    }

    @Test(
        "where nobody answers, or another cloud, there is no instance, and time is spent once",
        arguments: [
            (nil, 1), (404, 1), (405, 1),
        ] as [(Int?, Int)])
    func absent(status: Int?, count: Int) async throws {
        let metadata = ScriptedExchange { _, _ in
            guard let status else { throw KMSError(.timeout, message: "no connection could be made in time") }
            return .text("", status: status)
        }
        let service = InstanceMetadata(.test(metadata: metadata), SharedConfig())
        #expect(try await service.region() == nil)
        #expect(metadata.requests.count == count)
        guard case .absent(let why) = try await service.answer(at: Self.region) else { throw Unexpected() }
        #expect(why.contains("http://169.254.169.254"))
    }

    @Test("Silence is explained by the hop limit of containers, and no connection is not")
    func silence() async throws {
        struct NoConnection: Error {}
        let silent = ScriptedExchange { _, _ in throw KMSError(.timeout, message: "did not answer within 1 s") }
        let away = ScriptedExchange { _, _ in
            throw KMSError(.timeout, message: "no connection could be made in time", underlying: NoConnection())
        }
        for (metadata, isExplained) in [(silent, true), (away, false)] {
            let surroundings = Surroundings.test(metadata: metadata)
            let source = InstanceMetadataCredentials(InstanceMetadata(surroundings, SharedConfig()), surroundings)
            let error = await #expect(throws: KMSError.self) { try await CredentialChain([source]).credentials() }
            #expect(error?.message.contains("--http-put-response-hop-limit 2") == isExplained)
            #expect(error?.message.contains("instance metadata") == true)
        }
    }

    @Test("A client that is made where the service accepts the connection and stays silent says so")
    func silentService() async throws {
        try await FaultServer.run(.silence) { server in
            let environment = Environment([
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url, "AWS_REGION": "eu-west-1",
            ])
            let error = await #expect(throws: KMSError.self) {
                try await AWSKMSClient(
                    configuration: .init(), environment: environment, files: Files(root: "/nonexistent"))
            }
            #expect(error?.kind == .credentials)
            #expect(error?.message.contains("\(server.url) did not answer the request for a session token") == true)
            #expect(error?.message.contains("--http-put-response-hop-limit 2") == true)
        }
    }

    @Test("Silence that has passed is not told")
    func silencePassed() async throws {
        let metadata = ScriptedExchange { request, number in
            guard number > 1 else { throw KMSError(.timeout, message: "did not answer within 1 s") }
            return request.method == "PUT"
                ? .text("TOKEN", headers: [("x-aws-ec2-metadata-token-ttl-seconds", "300")]) : .text("eu-central-1")
        }
        let service = InstanceMetadata(.test(metadata: metadata), SharedConfig())
        #expect(try await service.region() == nil && service.reasonForSilence != nil)
        #expect(try await service.region() == "eu-central-1" && service.reasonForSilence == nil)
    }

    @Test("who names a number of tries has them made, where nobody answers too")
    func patientAbsence() async throws {
        let metadata = ScriptedExchange { _, _ in throw KMSError(.timeout, message: "late") }
        let surroundings = Surroundings.test(["AWS_METADATA_SERVICE_NUM_ATTEMPTS": "5"], metadata: metadata)
        #expect(try await InstanceMetadata(surroundings, SharedConfig()).region() == nil)
        #expect(metadata.requests.count == 5)
    }

    @Test("faults of the service's are asked again, each question three times in all")
    func retries() async throws {
        let timing = HandTiming(random: 0.5)
        let metadata = ScriptedExchange { request, number in
            switch (request.method, number) {
            case ("PUT", 1): .text("", status: 500)
            case ("PUT", 2): throw KMSError(.transport, message: "reset")
            case ("PUT", _): .text("TOKEN")
            case (_, 4): .text("", status: 503)
            case (_, 5): throw KMSError(.timeout, message: "late")
            default: .text("us-east-1")
            }
        }
        let service = InstanceMetadata(.test(timing: timing, metadata: metadata), SharedConfig())
        #expect(try await service.region() == "us-east-1")
        #expect(metadata.requests.map(\.method) == ["PUT", "PUT", "PUT", "GET", "GET", "GET"])
        #expect(timing.sleeps == [.milliseconds(25), .milliseconds(50), .milliseconds(25), .milliseconds(50)])
    }

    @Test("the tries of the token are not multiplied by those of the question")
    func exhausted() async throws {
        let metadata = ScriptedExchange { _, _ in .text("SECRET", status: 503) }
        let service = InstanceMetadata(.test(metadata: metadata), SharedConfig())
        let error = try #require(await #expect(throws: KMSError.self) { try await service.region() })
        #expect(metadata.requests.count == 3)
        #expect(error.kmsStatus == 503 && error.isRetryable && !"\(error)".contains("SECRET"))
    }

    @Test("once it answered, a service that answers no more is an error, and no absence")
    func silenced() async throws {
        let metadata = ScriptedExchange { request, _ in
            guard request.method == "PUT" else { throw KMSError(.timeout, message: "late") }
            return .text("TOKEN")
        }
        let service = InstanceMetadata(.test(metadata: metadata), SharedConfig())
        let error = await #expect(throws: KMSError.self) { try await service.region() }
        #expect(error?.kind == .timeout)
        #expect(metadata.requests.map(\.method) == ["PUT", "GET", "GET", "GET"])
    }

    private struct Unexpected: Error {}
}
