// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The credentials of a role that an identity provider's token stands for: in a pod of Kubernetes, say, or a job of a CI.
///
/// See [Assume role with web identity](https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html).
struct WebIdentityCredentials: CredentialSource {
    let name = "web identity"
    let role: Role
    /// The path of the file that the token is in.
    let tokenFile: Found<String>
    let files: Files
    let sts: STSClient

    /// STS takes no token of more than 20,000 characters.
    private static let maximumTokenBytes = 20_000

    func credentials() async throws -> Credentials? {
        // Whoever gave the token puts a new one in its place before it expires.
        let token = try await token()
        do {
            return try await sts.assumeRole(role, webIdentityToken: token)
        } catch let error as KMSError {
            throw error.ofCredentials(
                "the role \(Excerpt.of(role.arn, maximumBytes: 256)) (\(role.origin)) was not given for the web "
                    + "identity token in \(tokenFile.value)",
                hiding: [token])
        }
    }

    private func token() async throws(KMSError) -> String {
        let shown = Excerpt.of(tokenFile.value, maximumBytes: 256)
        let place = "the web identity token file \(shown) (\(tokenFile.origin))"
        let contents: Data?
        do throws(Files.Failure) {
            contents = try await files.contents(of: tokenFile.value, maximumBytes: Self.maximumTokenBytes + 2)
        } catch {
            throw KMSError(.credentials, message: "\(place): \(error)", underlying: error)
        }
        guard let contents else { throw KMSError(.credentials, message: "\(place) is not there") }
        guard let text = String(validating: contents, as: UTF8.self) else {
            throw KMSError(.credentials, message: "\(place) holds bytes that are no text")
        }
        // Some SDKs send it: STS passes over it. It is the file's, not the token's.
        var token = text[...]
        while token.last?.isNewline == true { token.removeLast() }
        guard !token.isEmpty else { throw KMSError(.credentials, message: "\(place) is empty") }
        return String(token)
    }
}

/// The same, set up by `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN` and `AWS_ROLE_SESSION_NAME`.
struct EnvironmentWebIdentity: CredentialSource {
    let name = "web identity"
    let environment: Environment
    let files: Files
    let sts: STSClient

    func credentials() async throws -> Credentials? {
        // A role alone is what other programs are told to assume by other means.
        guard let tokenFile = environment["AWS_WEB_IDENTITY_TOKEN_FILE"] else { return nil }
        guard let arn = environment["AWS_ROLE_ARN"] else {
            throw KMSError(
                .credentials,
                message: "AWS_WEB_IDENTITY_TOKEN_FILE names a token, and AWS_ROLE_ARN is missing; set it to the role "
                    + "that the token stands for")
        }
        let role = Role(
            arn: arn, origin: .variable("AWS_ROLE_ARN"), sessionName: environment["AWS_ROLE_SESSION_NAME"])
        let source = WebIdentityCredentials(
            role: role, tokenFile: Found(tokenFile, from: .variable("AWS_WEB_IDENTITY_TOKEN_FILE")), files: files,
            sts: sts)
        return try await source.credentials()
    }
}
