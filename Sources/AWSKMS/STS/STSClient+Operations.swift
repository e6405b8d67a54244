// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// What is asked of STS.
extension STSClient {
    /// The credentials of a session of a role.
    ///
    /// - Parameter credentials: those that may assume it.
    /// - Throws: `KMSError` with the code that STS gave, such as `AccessDenied`; `CancellationError`.
    func assumeRole(_ role: Role, with credentials: Credentials) async throws -> Credentials {
        let externalID = role.externalID.map { [(name: "ExternalId", value: $0)] } ?? []
        let result = try await result(
            of: "AssumeRole", session(role) + duration(role) + externalID, signedWith: credentials)
        return try STSAnswer.credentials(in: result, origin: role.origin)
    }

    /// The same for whom an identity provider of the account vouches, such as a pod of Kubernetes. It is not signed.
    func assumeRole(_ role: Role, webIdentityToken: String) async throws -> Credentials {
        let token = [(name: "WebIdentityToken", value: webIdentityToken)]
        let result = try await result(
            of: "AssumeRoleWithWebIdentity", session(role) + token + duration(role), signedWith: nil)
        return try STSAnswer.credentials(in: result, origin: role.origin)
    }

    /// Whom credentials belong to. Nobody needs a permission to ask that.
    func callerIdentity(of credentials: Credentials) async throws -> CallerIdentity {
        let result = try await result(of: "GetCallerIdentity", [], signedWith: credentials)
        return CallerIdentity(
            account: try STSAnswer.text("Account", in: result), arn: try STSAnswer.text("Arn", in: result),
            userID: try STSAnswer.text("UserId", in: result))
    }

    private func session(_ role: Role) -> [(name: String, value: String)] {
        let milliseconds = Int((now.timeIntervalSince1970 * 1000).rounded())
        return [
            (name: "RoleArn", value: role.arn),
            (name: "RoleSessionName", value: role.sessionName ?? "jwt-kms-\(milliseconds)"),
        ]
    }

    private func duration(_ role: Role) -> [(name: String, value: String)] {
        role.durationSeconds.map { [(name: "DurationSeconds", value: "\($0)")] } ?? []
    }
}

/// Whom credentials belong to.
///
/// See [GetCallerIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
struct CallerIdentity: Sendable, Equatable {
    var account: String
    var arn: String
    var userID: String
}
