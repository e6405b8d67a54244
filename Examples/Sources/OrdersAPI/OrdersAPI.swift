// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// An API that takes the tokens of Issuer and needs no AWS: GET /orders.
//
//     ISSUER=http://127.0.0.1:8080 swift run --package-path Examples OrdersAPI

import Foundation
import Hummingbird
import JWTKMS
import Logging
import RemoteJWKS
import ServiceLifecycle

struct Session: JWTPayload {
    var sub: SubjectClaim
    var scope: String

    func verify(using algorithm: some JWTAlgorithm) throws {}
}

@main
struct OrdersAPI {
    static func main() async throws {
        let environment = ProcessInfo.processInfo.environment
        let logger = Logger(label: "orders")
        let issuer = try makeIssuer(environment["ISSUER"] ?? "http://127.0.0.1:8080", logger)
        let keys = KMSKeyCollection(logger: logger)
        try await keys.add(issuer, waiting: false)  // starts although the issuer is away
        let server = Application(
            router: makeRouter(keys),
            configuration: .init(address: .hostname(port: environment["PORT"].flatMap { Int($0) } ?? 8081)),
            logger: logger)
        try await ServiceGroup(
            services: [issuer, server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
        ).run()
    }
}

/// The issuer's keys: found by discovery, and fetched again before they end.
func makeIssuer(_ url: String, _ logger: Logger? = nil) throws -> RemoteJWKS {
    try RemoteJWKS(
        issuer: url,
        requirements: Requirements(audience: "api", type: "at+jwt", leeway: .seconds(30), requiresExpiration: true),
        logger: logger)
}

func makeRouter(_ keys: KMSKeyCollection) -> Router<BasicRequestContext> {
    let router = Router()
    router.get("orders") { request, context -> String in
        guard let header = request.headers[.authorization], header.lowercased().hasPrefix("bearer ") else {
            throw HTTPError(.unauthorized, headers: [.wwwAuthenticate: "Bearer"])
        }
        do {
            let session = try await keys.verify(String(header.dropFirst("bearer ".count)), as: Session.self)
            return "orders of \(session.sub.value)\n"
        } catch let error as JWTError {
            context.logger.info("rejected a token", metadata: ["error": "\(error)"])
            throw HTTPError(.unauthorized, headers: [.wwwAuthenticate: #"Bearer error="invalid_token""#])
        } catch let error as KMSError {
            context.logger.error("could not verify", metadata: ["error": "\(error)"])
            throw HTTPError(.init(code: error.suggestedStatus))
        }
    }
    return router
}
