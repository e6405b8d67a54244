// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Testing

@testable import AWSKMS

/// The cases that AWS wrote for endpoints that users name: `Tests/Vectors/endpoints/configured-endpoint-urls.json`.
@Suite("Endpoints that the user named, by AWS's cases")
struct ConfiguredEndpointTests {
    struct Vector: Decodable {
        struct Output: Decodable { var endpointUrl: String }

        var name: String
        var profile: String
        var client_config: String
        var environment: String
        var service: String
        var output: Output
    }

    struct ClientConfig: Decodable {
        var endpoint_url: String?
        var ignore_configured_endpoint_urls: Bool?
    }

    struct Suite: Decodable {
        var profiles: [String: [String: String]]
        var services: [String: [String: [String: String]]]
        var client_configs: [String: ClientConfig]
        var environments: [String: [String: String]]
        var endpointUrlTests: [Vector]

        /// The profiles and services as the file that would hold them.
        var file: String {
            let profiles = profiles.map { name, properties in
                "[profile \(name)]\n" + properties.map { "\($0) = \($1)\n" }.joined()
            }
            let services = services.map { name, services in
                "[services \(name)]\n"
                    + services.map { service, properties in
                        "\(service) =\n" + properties.map { "  \($0) = \($1)\n" }.joined()
                    }.joined()
            }
            return (profiles + services).joined(separator: "\n")
        }
    }

    private struct Document: Decodable { var testSuites: [Suite] }

    static let services = [
        "s3": AWSService(id: "S3", hostPrefix: "s3", signingName: "s3"),
        "dynamodb": AWSService(id: "DynamoDB", hostPrefix: "dynamodb", signingName: "dynamodb"),
    ]

    @Test("the endpoint of each of the 39 cases is AWS's")
    func vectors() async throws {
        let document = try JSONDecoder().decode(
            Document.self, from: VectorFolder.data("endpoints/configured-endpoint-urls.json"))
        let suite = try #require(document.testSuites.first)
        #expect(document.testSuites.count == 1)
        #expect(suite.endpointUrlTests.count == 39)
        for vector in suite.endpointUrlTests {
            let config = try await Machine(config: suite.file).load(profile: vector.profile)
            let client = try #require(suite.client_configs[vector.client_config])
            let environment = try #require(suite.environments[vector.environment])
            let resolver = EndpointResolver(
                environment: Environment(environment), config: config,
                ignoresConfiguredURLs: client.ignore_configured_endpoint_urls)
            let region = try #require(config.selectedProfile()?["region"])
            let endpoint = try resolver.endpoint(
                of: try #require(Self.services[vector.service]), region: region, given: client.endpoint_url)
            #expect(endpoint.url == vector.output.endpointUrl, "\(vector.name)")
        }
    }

    @Test("an endpoint knows where it was named")
    func origins() async throws {
        let config = try await Machine(
            config: """
                [default]
                endpoint_url = http://profile
                services = mine
                [services mine]
                sso_oidc =
                  endpoint_url = http://service/path/
                """
        ).load()
        func endpoint(
            _ service: AWSService, _ environment: [String: String] = [:], given: String? = nil
        ) throws -> Endpoint {
            try EndpointResolver(environment: Environment(environment), config: config)
                .endpoint(of: service, region: "eu-west-1", given: given)
        }
        #expect(try endpoint(.kms, given: "http://code").origin == .code)
        let ofService = try endpoint(.ssoOIDC)
        #expect(ofService.origin == .line(6, of: "~/.aws/config"))
        #expect(ofService.url == "http://service/path" && ofService.path == "/path/")
        #expect(try endpoint(.kms).origin == .line(2, of: "~/.aws/config"))
        for (service, variable) in [
            (AWSService.kms, "AWS_ENDPOINT_URL_KMS"), (.sts, "AWS_ENDPOINT_URL_STS"), (.sso, "AWS_ENDPOINT_URL_SSO"),
            (.ssoOIDC, "AWS_ENDPOINT_URL_SSO_OIDC"), (.kms, "AWS_ENDPOINT_URL"),
        ] {
            let found = try endpoint(service, [variable: "https://env"])
            #expect(found.url == "https://env" && found.origin == .variable(variable) && found.region == "eu-west-1")
        }
        let ignored = try endpoint(.kms, ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"])
        #expect(ignored.url == "https://kms.eu-west-1.amazonaws.com" && ignored.origin == EndpointRules.aws)
    }

    @Test("a services section that is not there is an error that names the line; nobody who needs none sees it")
    func missingServices() async throws {
        let config = try await Machine(config: "[default]\nservices = typo\nendpoint_url = http://a").load()
        let resolver = EndpointResolver(environment: Environment([:]), config: config)
        let error = try #require(throws: KMSError.self) { try resolver.endpoint(of: .kms, region: "eu-west-1") }
        #expect(error.kind == .configuration)
        #expect(
            error.message
                == "~/.aws/config, line 2 names the services section \"typo\", and there is no [services typo]")
        #expect(try resolver.endpoint(of: .kms, region: "eu-west-1", given: "http://b").host == "b")
    }

    @Test("an endpoint that is none is named with its origin, and not shown where it may hold a password")
    func broken() throws {
        let resolver = { EndpointResolver(environment: Environment(["AWS_ENDPOINT_URL": $0]), config: SharedConfig()) }
        let error = try #require(throws: KMSError.self) {
            try resolver("localhost:4599\u{202E}").endpoint(of: .kms, region: "eu-west-1")
        }
        #expect(error.message == "the endpoint \"localhost:4599\\u{202E}\" (AWS_ENDPOINT_URL) is not a URL")
        let secret = try #require(throws: KMSError.self) {
            try resolver("https://me:hunter2@host").endpoint(of: .kms, region: "eu-west-1")
        }
        #expect(secret.message.contains("(AWS_ENDPOINT_URL)") && !"\(secret)".contains("hunter2"))
        #expect(throws: KMSError.self) { try resolver("http://a").endpoint(of: .kms, region: "x.evil/") }
    }

    @Test(
        "FIPS and dual stack are those of code, then of the environment, then of the profile; a misspelled one is told")
    func flags() async throws {
        let config = try await Machine(
            config: "[default]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true"
        ).load()
        var resolver = EndpointResolver(environment: Environment([:]), config: config)
        let host = { (resolver: EndpointResolver) in try resolver.endpoint(of: .kms, region: "eu-west-1").host }
        #expect(try host(resolver) == "kms-fips.eu-west-1.api.aws")
        resolver.environment = Environment(["AWS_USE_DUALSTACK_ENDPOINT": "false"])
        #expect(try host(resolver) == "kms-fips.eu-west-1.amazonaws.com")
        resolver.usesFIPS = false
        #expect(try host(resolver) == "kms.eu-west-1.amazonaws.com")
        resolver.usesDualStack = true
        #expect(try host(resolver) == "kms.eu-west-1.api.aws")
        resolver = EndpointResolver(environment: Environment(["AWS_USE_FIPS_ENDPOINT": "ture"]), config: config)
        let error = try #require(throws: KMSError.self) { try host(resolver) }
        #expect(error.message.contains("\"ture\" (AWS_USE_FIPS_ENDPOINT); expected true or false"))
        let both = EndpointResolver(environment: Environment(["AWS_ENDPOINT_URL_KMS": "http://a"]), config: config)
        let conflict = try #require(throws: KMSError.self) { try host(both) }
        #expect(conflict.message.contains("~/.aws/config, line 2 asks for a FIPS endpoint"))
        #expect(conflict.message.contains("AWS_ENDPOINT_URL_KMS names an endpoint"))
    }
}
