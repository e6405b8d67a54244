// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Testing

@testable import AWSKMS

/// The cases that AWS wrote for the endpoints of services: `Tests/Vectors/endpoints`.
@Suite("Endpoints, by AWS's cases")
struct EndpointVectorTests {
    struct Vector: Decodable, CustomTestStringConvertible {
        struct Parameters: Decodable {
            var Region: String?
            var UseFIPS: Bool?
            var UseDualStack: Bool?
            var UseGlobalEndpoint: Bool?
            var Endpoint: String?
        }

        struct AuthScheme: Decodable { var signingName: String, signingRegion: String }
        struct Properties: Decodable { var authSchemes: [AuthScheme]? }

        struct Place: Decodable {
            var url: String
            var properties: Properties?
        }

        struct Expectation: Decodable {
            var endpoint: Place?
            var error: String?
        }

        var documentation: String
        var params: Parameters?
        var expect: Expectation
        var testDescription: String { documentation }
    }

    private struct Document: Decodable { var testCases: [Vector] }

    private static func cases(_ folder: String) -> [Vector] {
        let data = try? VectorFolder.data("endpoints/\(folder)/endpoint-tests-1.json")
        return data.flatMap { try? JSONDecoder().decode(Document.self, from: $0) }?.testCases ?? []
    }

    static let kmsCases = cases("kms")
    static let stsCases = cases("sts")
    static let ssoCases = cases("sso")
    static let ssoOIDCCases = cases("sso-oidc")

    static let stsLeftOut = [
        "UseGlobalEndpoint is the old endpoint for all Regions, which new SDKs have no setting for": [
            "UseGlobalEndpoint with legacy region `ap-northeast-1`",
            "UseGlobalEndpoint with legacy region `ap-south-1`",
            "UseGlobalEndpoint with legacy region `ap-southeast-1`",
            "UseGlobalEndpoint with legacy region `ap-southeast-2`",
            "UseGlobalEndpoint with legacy region `aws-global`",
            "UseGlobalEndpoint with legacy region `ca-central-1`",
            "UseGlobalEndpoint with legacy region `eu-central-1`",
            "UseGlobalEndpoint with legacy region `eu-north-1`",
            "UseGlobalEndpoint with legacy region `eu-west-1`",
            "UseGlobalEndpoint with legacy region `eu-west-2`",
            "UseGlobalEndpoint with legacy region `eu-west-3`",
            "UseGlobalEndpoint with legacy region `sa-east-1`",
            "UseGlobalEndpoint with legacy region `us-east-1`",
            "UseGlobalEndpoint with legacy region `us-east-2`",
            "UseGlobalEndpoint with legacy region `us-west-1`",
            "UseGlobalEndpoint with legacy region `us-west-2`",
            "UseGlobalEndpoint with Non-legacy region `us-east-3`",
            "UseGlobalEndpoint with legacy region and custom endpoint",
        ]
    ]

    private static func isLeftOut(_ vector: Vector) -> Bool { vector.params?.UseGlobalEndpoint == true }

    @Test("all cases are there, and those left out are those that are named")
    func count() {
        #expect(Self.kmsCases.count == 68)
        #expect(Self.stsCases.count == 69)
        #expect(Self.ssoCases.count == 40)
        #expect(Self.ssoOIDCCases.count == 40)
        let leftOut = Self.stsCases.filter(Self.isLeftOut).map(\.documentation).sorted()
        #expect(leftOut == Self.stsLeftOut.values.flatMap(\.self).sorted())
        #expect((Self.kmsCases + Self.ssoCases + Self.ssoOIDCCases).filter(Self.isLeftOut).isEmpty)
    }

    @Test("KMS", arguments: kmsCases)
    func kms(_ vector: Vector) throws { try check(vector, .kms) }

    @Test("STS", arguments: stsCases.filter { !isLeftOut($0) })
    func sts(_ vector: Vector) throws { try check(vector, .sts) }

    @Test("SSO", arguments: ssoCases)
    func sso(_ vector: Vector) throws { try check(vector, .sso) }

    @Test("SSO OIDC", arguments: ssoOIDCCases)
    func ssoOIDC(_ vector: Vector) throws { try check(vector, .ssoOIDC) }

    private func check(_ vector: Vector, _ service: AWSService) throws {
        let parameters = vector.params
        let resolver = EndpointResolver(
            environment: Environment([
                "AWS_USE_FIPS_ENDPOINT": parameters?.UseFIPS.map { "\($0)" } ?? "",
                "AWS_USE_DUALSTACK_ENDPOINT": parameters?.UseDualStack.map { "\($0)" } ?? "",
            ]), config: SharedConfig())
        guard let expected = vector.expect.endpoint else {
            let error = try #require(throws: KMSError.self) {
                try resolver.answer(for: service, region: parameters?.Region, given: parameters?.Endpoint)
            }
            #expect(error.kind == .configuration)
            #expect(error.message.contains(try words(vector.expect.error)))
            return
        }
        let answer = try resolver.answer(for: service, region: parameters?.Region, given: parameters?.Endpoint)
        let scheme = expected.properties?.authSchemes?.first
        #expect(answer.url.value == expected.url)
        #expect(answer.signingRegion == scheme?.signingRegion ?? parameters?.Region)
        if let scheme { #expect(service.signingName == scheme.signingName) }
        guard let region = parameters?.Region else { return }
        let endpoint = try resolver.endpoint(of: service, region: region, given: parameters?.Endpoint)
        #expect(endpoint.url == expected.url)
        #expect(endpoint.region == answer.signingRegion)
        #expect(endpoint.origin == answer.url.origin)
    }

    /// What AWS's words are in ours.
    private func words(_ error: String?) throws -> String {
        try #require(
            [
                "Invalid Configuration: FIPS and custom endpoint are not supported":
                    "AWS_USE_FIPS_ENDPOINT asks for a FIPS endpoint of AWS's, and code names an endpoint",
                "Invalid Configuration: Dualstack and custom endpoint are not supported":
                    "AWS_USE_DUALSTACK_ENDPOINT asks for a dual-stack endpoint of AWS's, and code names an endpoint",
                "Invalid Configuration: Missing Region": "no AWS Region is known",
            ][error ?? ""])
    }
}
