// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults
import JWTKMS
import Testing

@testable import RemoteJWKS

/// What comes of a fetch that is not the first.
@Suite(.timeLimit(.minutes(1))) struct AskingAgainTests {
    private let a = IssuerKey("a")

    @Test("a 304 that says nothing of its lifetime leaves it as it was")
    func keepsTheLifetime() async throws {
        try await Issuer.run { issuer in
            issuer.publish([a], headers: [#"ETag: "v1""#, "Cache-Control: max-age=100"])
            let source = try issuer.jwks()
            try await issuer.collection().add(source)
            for said in ["", "Cache-Control: max-age=1000\r\n", ""] {
                issuer.answer("/keys", .raw("HTTP/1.1 304 X\r\n\(said)\r\n"))
                try await source.readAgain()
                #expect(source.refreshesAt == .seconds(said.isEmpty && issuer.fetches < 3 ? 80 : 800))
            }
            issuer.publish([a])
            try await source.readAgain()
            #expect(source.refreshesAt == .seconds(240), "a new version says what holds for it")
        }
    }

    @Test("who asks for what the issuer says now is not served by a fetch that began before")
    func readsAgain() async throws {
        try await Issuer.added(a) { issuer, _, source in
            _ = source.decide { $0.readAgain(now: $1) }
            try await source.readAgain()
            #expect(issuer.fetches == 3)
        }
    }

    @Test("the discovery document is gone by for 24 hours, and then asked for once")
    func discoversAgain() async throws {
        try await Issuer.run(a) { issuer in
            let source = try issuer.discovered()
            try await source.readAgain()
            for (hours, count) in [(23, 1), (1, 2), (0, 2), (23, 2), (1, 3)] {
                issuer.time.advance(by: .seconds(hours * 3600))
                try await source.readAgain()
                #expect(issuer.server.requests.count { $0.hasPrefix("GET \(Issuer.openIDPath) ") } == count)
            }
        }
    }

    @Test("an issuer whose keys are nowhere any more is one that can't be asked: no fault of a token's")
    func gone() async throws {
        try await Issuer.added(a) { issuer, keys, _ in
            issuer.answer("/keys", nil)
            issuer.time.advance(by: .seconds(300 + 24 * 3600))
            let error = await kmsError { try await keys.accepts(issuer.token(a)) }
            #expect(error?.isRetryable == true && error?.kmsStatus == 404)
        }
    }
}
