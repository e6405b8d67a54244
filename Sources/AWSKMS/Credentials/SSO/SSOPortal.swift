// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import KMSTransport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The part of IAM Identity Center that gives credentials.
///
/// See [GetRoleCredentials](https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html).
struct SSOPortal: Sendable {
    let service: JSONExchange
    let resolver: EndpointResolver
    let region: String

    /// - Throws: `KMSError`; `CancellationError`.
    func credentials(
        of assignment: SSOSettings.Assignment, token: String, origin: Origin
    ) async throws -> Credentials {
        let endpoint = try resolver.endpoint(of: .sso, region: region)
        let query = [("role_name", assignment.roleName), ("account_id", assignment.accountID)]
            .map { "\($0.0)=\(PercentEncoding.of($0.1))" }.joined(separator: "&")
        var request = HTTPRequest(
            method: "GET", url: "\(endpoint.url)/federation/credentials?\(query)",
            headers: [("Host", endpoint.host), ("x-amz-sso_bearer_token", token)])
        request.secrets = [token]
        let answer: RoleCredentialsAnswer = try await service.response(to: request)
        let given = answer.roleCredentials
        guard (0...Self.latestExpiration).contains(given.expiration) else {
            throw KMSError(
                .malformedResponse, message: "the answer is not what the service answers (expiration is no date)",
                isRetryable: false)
        }
        return Credentials(
            accessKeyID: given.accessKeyId, secretAccessKey: given.secretAccessKey, sessionToken: given.sessionToken,
            expiration: Date(timeIntervalSince1970: given.expiration / 1000), accountID: assignment.accountID,
            origin: origin)
    }

    /// In milliseconds since 1970: the end of the year 9999.
    private static let latestExpiration = 253_402_300_799_000.0

    private struct RoleCredentialsAnswer: Decodable {
        struct RoleCredentials: Decodable {
            var accessKeyId: String
            var secretAccessKey: String
            var sessionToken: String
            /// In milliseconds since 1970.
            var expiration: Double
        }

        var roleCredentials: RoleCredentials
    }
}
