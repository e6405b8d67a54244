// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The credentials of a role of IAM Identity Center, for the token that `aws sso login` left.
///
/// See [IAM Identity Center](https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html).
struct SSOCredentials: CredentialSource {
    let name = "SSO"
    private let settings: SSOSettings
    private let cache: SSOTokenCache
    private let refresh: SSOTokenRefresh
    private let portal: SSOPortal
    private let now: @Sendable () -> Date

    init(_ settings: SSOSettings, _ surroundings: Surroundings, resolver: EndpointResolver, policy: RetryPolicy) {
        self.settings = settings
        let service = JSONExchange(surroundings, policy: policy)
        cache = SSOTokenCache(settings, surroundings.environment, surroundings.files)
        refresh = SSOTokenRefresh(
            service: service, resolver: resolver, region: settings.region, cache: cache, logger: surroundings.logger)
        portal = SSOPortal(service: service, resolver: resolver, region: settings.region)
        now = surroundings.timing.now
    }

    func credentials() async throws -> Credentials? {
        guard let assignment = settings.assignment else { throw self.failure(Self.isForTokens) }
        let token = try await token()
        do {
            return try await portal.credentials(
                of: assignment, token: token.accessToken, origin: .other("SSO, profile \(settings.profile)"))
        } catch let error as KMSError {
            let advice = error.kmsStatus == 401 ? "; \(logIn)" : ""
            var failure = error.ofCredentials(failure("gave no credentials").message, hiding: [token.accessToken])
            failure.message += advice
            throw failure
        }
    }

    /// The token of the cache, or a new one where it ends soon.
    private func token() async throws -> SSOToken {
        let cached: SSOToken
        do throws(Files.Failure) {
            cached = try await cache.token()
        } catch {
            throw failure("has no token: \(error); \(logIn)")
        }
        let token = try await refresh.refreshed(cached)
        guard let expiration = token.expiration, expiration > now() else {
            throw failure("has a token that expired at \(Excerpt.of(token.expiresAt, maximumBytes: 64)); \(logIn)")
        }
        guard token.accessToken.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }), !token.accessToken.isEmpty else {
            throw failure("has a token with characters that no token has (\(cache.path ?? "")); \(logIn)")
        }
        return token
    }

    private static let isForTokens =
        "is for bearer tokens and not for credentials; add sso_account_id and sso_role_name to the profile"

    private func failure(_ why: String) -> KMSError {
        KMSError(.credentials, message: "SSO of the profile \"\(shownProfile)\" \(why)")
    }

    private var logIn: String { "run: aws sso login --profile \(shownProfile)" }
    private var shownProfile: String { Excerpt.of(settings.profile, maximumBytes: 64) }
}
