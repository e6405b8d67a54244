// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults
import InMemoryLogging
import JWTKMS
import Logging
import Metrics
import MetricsTestKit
import Testing

@testable import RemoteJWKS

@Suite(.timeLimit(.minutes(1))) struct ObservabilityTests {
    private let a = IssuerKey("a")

    @Test("fetches are counted by what came of them, and unknown kids")
    func counts() async throws {
        let counted = TestMetrics()
        try await withMetricsFactory(counted) {
            try await Issuer.run { issuer in
                issuer.publish([a], headers: [#"ETag: "v1""#])
                let keys = issuer.collection()
                try await keys.add(issuer.jwks())
                issuer.answer("/keys", .raw("HTTP/1.1 304 X\r\n\r\n"))
                for _ in 0..<2 { try await keys.resolveAgain() }
                issuer.fail()
                for _ in 0..<3 { _ = await kmsError { try await keys.resolveAgain() } }
                for _ in 0..<4 { _ = await kmsError { try await keys.accepts(issuer.token(IssuerKey("junk"))) } }
            }
        }
        let total = { try counted.expectCounter("jwt_kms_jwks_fetches_total", [("result", $0)]).totalValue }
        #expect(try total("ok") == 1)
        #expect(try total("not_modified") == 2)
        #expect(try total("failed") == 3)
        #expect(try counted.expectCounter("jwt_kms_jwks_unknown_kids_total").totalValue == 4)
    }

    @Test("a log says what was fetched, passed over and refused, and never what a token said")
    func logs() async throws {
        let log = InMemoryLogHandler()
        var logger = Logger(label: "jwt-kms") { _ in log }
        logger.logLevel = .trace
        try await Issuer.run { issuer in
            issuer.answer("/keys", .answer(body: jwks(a.jwk(), #"{"kty":"LATTICE","kid":"l"}"#)))
            let keys = issuer.collection(logger: logger)
            try await keys.add(issuer.jwks(logger: logger))
            issuer.fail()
            _ = await kmsError { try await keys.resolveAgain() }
            issuer.answer("/keys", .answer(body: #"{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}"#))
            _ = await kmsError { try await keys.resolveAgain() }
            let token = try issuer.token(IssuerKey("hunter2"))
            issuer.time.advance(by: .seconds(600))
            _ = await kmsError { try await keys.accepts(token) }
            #expect(log.entries.prefix(4).map(\.level) == [.notice, .info, .warning, .error])
            for secret in ["c2VjcmV0", "hunter2", token] { #expect(!"\(log.entries)".contains(secret)) }
            #expect("\(log.entries)".contains("\(issuer.name)/keys answered HTTP 503"))
        }
    }
}
