// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import FleetTimes
import JWTKMS
import RemoteJWKS

enum Verifier {
    static func run(endpoint: String) async throws {
        try await Member.following(endpoint) { keys in
            Member.say("ready")
            try await Member.answer { await verdict(on: $0, by: keys) }
        }
    }

    static func run(jwks url: String) async throws {
        var configuration = RemoteJWKS.Configuration()
        configuration.lifetime = FleetTimes.policy.fetchBounds.leastLifetime...FleetTimes.policy.jwksMaximumAge
        configuration.cooldown = FleetTimes.policy.fetchBounds.cooldown
        let issuer = try RemoteJWKS(
            url: url, issuer: nil, requirements: .init(leeway: FleetTimes.policy.leeway), configuration: configuration)
        let keys = KMSKeyCollection()
        try await keys.add(issuer)
        let service = Task { try await issuer.run() }
        defer { service.cancel() }
        Member.say("ready")
        try await Member.answer { await verdict(on: $0, by: keys) }
    }

    private static func verdict(on token: String, by keys: KMSKeyCollection) async -> String {
        do {
            _ = try await keys.verify(token, as: FleetClaims.self)
            return "yes"
        } catch let error as JWTError {
            return "no \(error.errorType)"
        } catch {
            return "unchecked \(error)"
        }
    }
}
#endif
