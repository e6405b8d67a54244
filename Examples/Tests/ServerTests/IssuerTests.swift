// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Hummingbird
import HummingbirdTesting
import JWTKMS
import KMSAPI
import LocalKMS
import Testing

@testable import Issuer

/// The issuer over an embedded KMS, which does what a test orders.
private func withIssuer(
    _ body: @Sendable (LocalKMS, KMSKeyCollection, any TestClientProtocol) async throws -> Void
) async throws {
    let (kms, settings) = (LocalKMS(), Settings())
    try await kms.ensureKey(alias: "alias/sessions", spec: .eccNISTP256)
    let keys = try await makeKeys(kms, alias: "alias/sessions", settings: settings)
    let server = Application(router: try makeRouter(keys, settings: settings))
    try await server.test(.router) { client in try await body(kms, keys, client) }
}

extension TestClientProtocol {
    func login() async throws -> (status: HTTPResponse.Status, token: String) {
        try await execute(
            uri: "/login", method: .post, headers: [.contentType: "application/json"],
            body: ByteBuffer(string: #"{"user":"ada","password":"lovelace"}"#)
        ) { answer in
            let grant = try? JSONDecoder().decode(Grant.self, from: Data(buffer: answer.body))
            return (answer.status, grant?.access_token ?? "")
        }
    }

    func get(_ path: String, _ token: String) async throws -> HTTPResponse.Status {
        try await execute(uri: path, method: .get, headers: [.authorization: "Bearer \(token)"]) { $0.status }
    }
}

@Suite("An issuer")
struct IssuerTests {
    @Test("A login signs once, and a request is verified with no call")
    func login() async throws {
        try await withIssuer { kms, _, client in
            let (status, token) = try await client.login()
            #expect(status == .ok)
            let calls = kms.faults.calls()
            for _ in 1...10 { try await #expect(client.get("/me", token) == .ok) }
            #expect(kms.faults.calls() == calls)
            try await #expect(client.get("/me", "abc") == .unauthorized)
            try await #expect(client.get("/me", token + "A") == .unauthorized)
        }
    }

    @Test("A KMS that is away is 503, one that refuses is 500")
    func failures() async throws {
        try await withIssuer { kms, _, client in
            kms.faults.throttle(next: 1, of: .sign)
            try await #expect(client.login().status == .serviceUnavailable)
            kms.faults.fail(next: 1, of: .sign, with: KMSError(.accessDenied, message: "not you"))
            try await #expect(client.login().status == .internalServerError)
            try await #expect(client.login().status == .ok)
        }
    }

    @Test("Requests are verified while a login waits for KMS")
    func slow() async throws {
        try await withIssuer { kms, _, client in
            let token = try await client.login().token
            let (opened, open) = AsyncStream<Void>.makeStream()
            kms.faults.delay(next: 1, of: .sign) { for await _ in opened {} }
            async let slow = client.login().status
            while kms.faults.calls(of: .sign) < 2 { await Task.yield() }
            try await #expect(client.get("/me", token) == .ok)
            open.finish()
            try await #expect(slow == .ok)
        }
    }

    @Test("A key that is revoked signs nothing more, and the next one signs at once")
    func revoked() async throws {
        try await withIssuer { kms, keys, client in
            let old = try await client.login().token
            _ = try await KeyRotation("alias/sessions", policy: Settings().policy, client: kms).revoke()
            let (status, fresh) = try await client.login()
            #expect(status == .ok)
            try await #expect(client.get("/me", fresh) == .ok)
            try await #expect(client.get("/me", old) == .unauthorized)
            #expect(keys.status().isHealthy)
        }
    }

    @Test("The JWK Set, the discovery document and the health of a server that runs")
    func documents() async throws {
        try await withIssuer { _, _, client in
            let tag = try await client.execute(uri: "/.well-known/jwks.json", method: .get) { answer in
                #expect(answer.status == .ok)
                #expect(answer.headers[.contentType] == "application/jwk-set+json")
                #expect(answer.headers[.cacheControl] == "public, max-age=300")
                return try #require(answer.headers[.eTag])
            }
            try await client.execute(uri: "/.well-known/jwks.json", method: .get, headers: [.ifNoneMatch: tag]) {
                #expect($0.status == .notModified)
            }
            try await client.execute(uri: "/.well-known/openid-configuration", method: .get) {
                #expect(String(buffer: $0.body).contains(#""issuer""#))
            }
            try await client.execute(uri: "/health", method: .get) { #expect($0.status == .ok) }
        }
    }
}
