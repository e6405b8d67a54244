// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// The credentials of the profile that is used.
struct ProfileCredentials: CredentialSource {
    let name: String
    /// nil where the profile says nothing of credentials.
    private let way: Result<Way?, KMSError>
    private let sts: STSClient

    /// What the chain of the profile begins with, and the roles that follow.
    private struct Way: Sendable {
        var base: any CredentialSource
        var roles: [Role]
    }

    /// - Parameter sources: what a profile can name.
    init(_ config: SharedConfig, _ sources: NamedSources) {
        let hint = config.profile.map(SSOSettings.missingHalf) ?? config.slip
        name =
            "profile \(Excerpt.of(config.selected.value, maximumBytes: 64))" + (hint.map { " (\($0))" } ?? "")
        sts = sources.sts
        way = Result { () throws(KMSError) in
            try ProfileChain.of(config).map { Way(base: sources.source($0.base), roles: $0.roles) }
        }
    }

    func credentials() async throws -> Credentials? {
        guard let way = try way.get() else { return nil }
        guard var credentials = try await way.base.credentials() else {
            throw KMSError(
                .credentials, message: "the \(name) takes its credentials from \(way.base.name), which has none")
        }
        for role in way.roles { credentials = try await assume(role, with: credentials) }
        return credentials
    }

    private func assume(_ role: Role, with credentials: Credentials) async throws -> Credentials {
        do {
            return try await sts.assumeRole(role, with: credentials)
        } catch let error as KMSError {
            let secrets = [credentials.secretAccessKey, credentials.sessionToken].compactMap(\.self)
            throw error.ofCredentials(
                "the role \(Excerpt.of(role.arn, maximumBytes: 256)) (\(role.origin)) could not be assumed with the "
                    + "access key \(Excerpt.of(credentials.accessKeyID, maximumBytes: 128)) (\(credentials.origin))",
                hiding: secrets)
        }
    }
}
