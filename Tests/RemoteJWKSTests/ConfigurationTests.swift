// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKMS
import KMSAPI
import Testing

@testable import RemoteJWKS

@Suite(.timeLimit(.minutes(1))) struct ConfigurationTests {
    private let a = IssuerKey("a")

    @Test(
        "times beyond all sense are bounded, and end no process",
        arguments: [Duration.seconds(Int64.max), .seconds(Int64.min), .zero, .seconds(-1)])
    func extremes(lifetime: Duration) async throws {
        var configuration = RemoteJWKS.Configuration()
        configuration.lifetime = lifetime...lifetime
        configuration.defaultLifetime = lifetime
        configuration.maximumStaleness = .seconds(Int64.max)
        configuration.cooldown = .seconds(Int64.max)
        configuration.timeLimit = .seconds(Int64.max)
        try await Issuer.run(a) { issuer in
            let source = try RemoteJWKS(
                place: KeyPlace(url: issuer.name + Issuer.setPath), issuer: issuer.name, configuration: configuration,
                clock: .system)
            let keys = KMSKeyCollection()
            try await keys.add(source)
            try await keys.accepts(issuer.token(a))
            let service = Task { try await source.run() }
            await happened { issuer.fetches >= 1 }
            service.cancel()
            _ = try? await service.value
        }
    }

    @Test("a cooldown is at least a second: no token begins fetch after fetch", arguments: [0, -1, 1])
    func leastCooldown(seconds: Int) {
        var configuration = RemoteJWKS.Configuration()
        configuration.cooldown = .seconds(seconds)
        #expect(configuration.schedule.cooldown == .seconds(1))
    }

    @Test("keys that would end before they may be fetched again are refused, with the times")
    func cooldown() throws {
        var configuration = RemoteJWKS.Configuration()
        configuration.maximumStaleness = .zero
        configuration.cooldown = .seconds(60)
        _ = try RemoteJWKS(issuer: "https://issuer.example", configuration: configuration)
        configuration.cooldown = .seconds(61)
        let error = #expect(throws: KMSError.self) {
            try RemoteJWKS(issuer: "https://issuer.example", configuration: configuration)
        }
        #expect(error?.kind == .configuration)
        #expect(error?.message.hasPrefix("a cooldown of 61.0 seconds is longer than keys may last") == true)
    }
}
