// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTesting
import JWTKMS
import LocalKMS
import RemoteJWKS
import Synchronization
import Testing

@testable import Issuer
@testable import OrdersAPI

@Suite("An API that takes the issuer's tokens")
struct OrdersAPITests {
    private func withOrders(
        of issuer: String, _ body: @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let keys = KMSKeyCollection()
        try await keys.add(makeIssuer(issuer), waiting: false)
        try await Application(router: makeRouter(keys)).test(.router) { try await body($0) }
    }

    @Test("It finds the keys by discovery, and goes on while the issuer is away")
    func discovery() async throws {
        // The issuer's name has the port, so that its routes are made when it listens; without them it is away.
        let routes = Mutex<(any HTTPResponder<BasicRequestContext>)?>(nil)
        let server = CallbackResponder<BasicRequestContext> { request, context in
            guard let routes = routes.withLock({ $0 }) else { throw HTTPError(.serviceUnavailable) }
            return try await routes.respond(to: request, context: context)
        }
        let kms = LocalKMS()
        try await kms.ensureKey(alias: "alias/sessions", spec: .eccNISTP256)
        try await Application(responder: server).test(.live) { issuer in
            let settings = Settings(issuer: "http://127.0.0.1:\(try #require(issuer.port))")
            let keys = try await makeKeys(kms, alias: "alias/sessions", settings: settings)
            let router = try makeRouter(keys, settings: settings).buildResponder()
            routes.withLock { $0 = router }
            try await withOrders(of: settings.issuer) { orders in
                let token = try await issuer.login().token
                try await #expect(orders.get("/orders", token) == .ok)
                try await #expect(orders.get("/orders", token + "A") == .unauthorized)
                try await #expect(orders.get("/orders", "") == .unauthorized)
                routes.withLock { $0 = nil }
                try await #expect(orders.get("/orders", token) == .ok)
            }
        }
    }

    @Test("It starts although the issuer is away, and says of its tokens that it can't check them")
    func away() async throws {
        let kms = LocalKMS()
        try await kms.ensureKey(alias: "alias/sessions", spec: .eccNISTP256)
        // Nothing listens at port 1.
        let settings = Settings(issuer: "http://127.0.0.1:1")
        let keys = try await makeKeys(kms, alias: "alias/sessions", settings: settings)
        try await Application(router: try makeRouter(keys, settings: settings)).test(.router) { issuer in
            let token = try await issuer.login().token
            try await withOrders(of: settings.issuer) { orders in
                try await #expect(orders.get("/orders", token) == .serviceUnavailable)
            }
        }
    }
}
