// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import KMSTransport
import Logging
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Has a new token of IAM Identity Center before the old one ends, where the person who logged in allowed that.
///
/// See [CreateToken](https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html).
final class SSOTokenRefresh: Sendable {
    /// How long before a token ends a new one is asked for, in seconds.
    static let window: TimeInterval = 15 * 60
    /// How often at most, in seconds.
    static let interval: TimeInterval = 30

    private let service: JSONExchange
    private let resolver: EndpointResolver
    private let region: String
    private let cache: SSOTokenCache
    private let logger: Logger?
    private let lastTry = Mutex<Date?>(nil)

    init(service: JSONExchange, resolver: EndpointResolver, region: String, cache: SSOTokenCache, logger: Logger?) {
        self.service = service
        self.resolver = resolver
        self.region = region
        self.cache = cache
        self.logger = logger
    }

    /// A new token in place of one that ends soon; else the same. A failure is only logged: while the old token lives
    /// it serves, and once it is dead the user must log in.
    ///
    /// - Throws: `CancellationError`.
    func refreshed(_ token: SSOToken) async throws -> SSOToken {
        guard let request = request(token), mayTry() else { return token }
        do {
            let fresh = try await ask(request, token)
            await keep(fresh)
            return fresh
        } catch let error as KMSError {
            let secrets = [token.accessToken, request.clientSecret, request.refreshToken]
            let shown = error.ofCredentials("no new SSO token was given", hiding: secrets)
            logger?.warning("the SSO token could not be refreshed", metadata: ["error": "\(shown)"])
            return token
        }
    }

    /// nil where no new token is needed, or none can be had.
    private func request(_ token: SSOToken) -> Request? {
        let now = service.retries.timing.now()
        guard let expiration = token.expiration, expiration.timeIntervalSince(now) < Self.window,
            let refreshToken = token.refreshToken, let clientID = token.clientId,
            let clientSecret = token.clientSecret,
            let registrationEnd = token.registrationExpiration, registrationEnd > now
        else { return nil }
        return Request(clientId: clientID, clientSecret: clientSecret, refreshToken: refreshToken)
    }

    private func mayTry() -> Bool {
        let now = service.retries.timing.now()
        return lastTry.withLock { last in
            // A clock that was set back must not make it a long time.
            if let last, abs(now.timeIntervalSince(last)) < Self.interval { return false }
            last = now
            return true
        }
    }

    private func ask(_ request: Request, _ token: SSOToken) async throws -> SSOToken {
        let endpoint = try resolver.endpoint(of: .ssoOIDC, region: region)
        var message = HTTPRequest(
            method: "POST", url: endpoint.url + "/token",
            headers: [("Host", endpoint.host), ("Content-Type", "application/json")],
            body: try JSONEncoder().encode(request))
        message.secrets = [request.clientSecret, request.refreshToken]
        let answer: Answer = try await service.response(to: message)
        var fresh = token
        fresh.accessToken = answer.accessToken
        // Longer than any serves, and no date is too far away to be written.
        let lifetime = min(max(answer.expiresIn, 0), 31_536_000)
        fresh.expiresAt = ISO8601.text(service.retries.timing.now().addingTimeInterval(lifetime))
        fresh.refreshToken = answer.refreshToken ?? token.refreshToken
        return fresh
    }

    private func keep(_ token: SSOToken) async {
        do throws(Files.Failure) {
            try await cache.keep(token)
        } catch {
            logger?.warning("the new SSO token could not be kept", metadata: ["error": "\(error)"])
        }
    }

    private struct Request: Encodable {
        var clientId: String
        var clientSecret: String
        var grantType = "refresh_token"
        var refreshToken: String
    }

    private struct Answer: Decodable {
        var accessToken: String
        /// In seconds.
        var expiresIn: Double
        var refreshToken: String?
    }
}
