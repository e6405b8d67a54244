// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// The code of the guide "Verify other issuers' tokens".

import Foundation
import JWTKMS
import Logging
import RemoteJWKS
import ServiceLifecycle

func discovering(token: String) async throws {
    let keys = KMSKeyCollection()
    try await keys.add(RemoteJWKS(issuer: "https://issuer.example"))

    let claims = try await keys.verify(token, as: SessionPayload.self)
    _ = claims
}

func naming(keys: KMSKeyCollection) async throws {
    let other = try RemoteJWKS(
        url: "https://other.example/keys", issuer: "https://other.example", algorithm: .rs256,
        requirements: Requirements(audience: "api", requiresExpiration: true))
    try await keys.add(other)
}

func configuring(keys: KMSKeyCollection, server: some Service) async throws {
    var configuration = RemoteJWKS.Configuration()
    configuration.maximumStaleness = .seconds(3600)
    configuration.cooldown = .seconds(10)
    configuration.proxy = "http://proxy.example:3128"
    let issuer = try RemoteJWKS(
        issuer: "https://issuer.example", configuration: configuration, logger: Logger(label: "jwt-kms"))

    try await keys.add(issuer)
    let services = ServiceGroup(services: [issuer, server], logger: Logger(label: "services"))
    try await services.run()
}

func startingWithoutIt(keys: KMSKeyCollection, issuer: RemoteJWKS) async throws {
    try await keys.add(issuer, toleratesOutage: true)
}

func startingAtOnce(keys: KMSKeyCollection, issuer: RemoteJWKS) async throws {
    try await keys.add(issuer, waiting: false)
}

func showingAToken() throws -> RemoteJWKS {
    var configuration = RemoteJWKS.Configuration()
    configuration.headers = {
        let path = "/var/run/secrets/kubernetes.io/serviceaccount/token"
        return ["Authorization": "Bearer " + (try String(contentsOfFile: path, encoding: .utf8))]
    }
    configuration.plainHosts = ["keycloak"]
    return try RemoteJWKS(
        url: "https://kubernetes.default.svc/openid/v1/jwks", issuer: nil, configuration: configuration)
}

struct LoadBalancerUser: JWTPayload {
    var sub: SubjectClaim
    var email: String?

    func verify(using algorithm: some JWTAlgorithm) throws {}
}

actor LoadBalancer {
    let arn: String
    let region: String
    let fetch: @Sendable (_ url: String) async throws -> String
    private let keys = KMSKeyCollection()

    init(arn: String, region: String, fetch: @escaping @Sendable (_ url: String) async throws -> String) {
        self.arn = arn
        self.region = region
        self.fetch = fetch
    }

    func user(of token: String) async throws -> LoadBalancerUser {
        let header = try keys.unverifiedHeader(of: token, expectsPadding: true)
        guard header.signer?.asString == arn, let kid = header.kid, UUID(uuidString: kid) != nil else {
            throw JWTError.invalidHeaderField(reason: "the token is not of our load balancer")
        }
        if !isKnown(kid) {
            let pem = try await fetch("https://public-keys.auth.elb.\(region).amazonaws.com/\(kid)")
            // Another request may have added it meanwhile.
            if !isKnown(kid) {
                let requirements = Requirements(requiresExpiration: true, expectsPadding: true)
                try keys.add(
                    publicKeyPEM: pem, algorithm: .es256,
                    options: KeyOptions(kid: .name(kid), isDefault: false, requirements: requirements))
            }
        }
        return try await keys.verify(token, as: LoadBalancerUser.self)
    }

    private func isKnown(_ kid: String) -> Bool { keys.keys.contains { $0.kid?.string == kid } }
}
