// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import KMSTransport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The credentials that a container is given: by ECS, EKS Pod Identity, Greengrass, or a program that does as they do.
///
/// See [Container credential provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html).
package struct ContainerCredentials: CredentialSource {
    package let name = "container"
    private let surroundings: Surroundings

    /// Of each of three tries.
    private let timeLimit: Duration

    package init(_ surroundings: Surroundings, timeLimit: Duration = .seconds(2)) {
        self.surroundings = surroundings
        self.timeLimit = timeLimit
    }

    private static let maximumBodyBytes = 65_536

    package func credentials() async throws -> Credentials? {
        guard let endpoint = try ContainerEndpoint.find(surroundings.environment) else { return nil }
        let token = try await ContainerAuthorization.token(surroundings.environment, surroundings.files)
        do {
            return try await Retries(timing: surroundings.timing).run { _ in
                try await fetch(endpoint, token)
            }
        } catch let error as KMSError {
            throw KMSError(
                .credentials,
                message: "the container's credentials could not be fetched from \(endpoint.url.site) "
                    + "(\(endpoint.variable)): \(error.message)",
                kmsStatus: error.kmsStatus, isRetryable: error.isRetryable)
        }
    }

    private func fetch(_ endpoint: ContainerEndpoint, _ token: String?) async throws -> Credentials {
        let request = HTTPRequest(
            method: "GET", url: endpoint.url.text,
            headers: [(name: "Accept", value: "application/json")]
                + (token.map { [(name: "Authorization", value: $0)] } ?? []))
        let exchange = endpoint.isLocal ? surroundings.metadata : surroundings.http
        let answer = try await exchange.response(
            to: request, timeLimit: timeLimit, maximumBodyBytes: Self.maximumBodyBytes)
        guard answer.status == 200 else { throw Self.failure(answer, token) }
        do {
            return try CredentialDocument(answer.body).temporaryCredentials(origin: .variable(endpoint.variable))
        } catch {
            // Cut off, as likely as not.
            throw AttemptFailure(
                KMSError(.malformedResponse, message: "the answer can't be used: \(error)"), retryClass: .transient)
        }
    }

    private static func failure(_ answer: HTTPResponse, _ token: String?) -> AttemptFailure {
        var said = ""
        // Of the answer the code alone, and not where it repeats what it was asked with.
        if let code = ErrorResponse(errorType: nil, body: answer.body).code, token.map({ !code.contains($0) }) ?? true {
            said = " (\(code))"
        }
        return AttemptFailure(
            KMSError(
                .credentials, message: "the answer is HTTP \(answer.status)\(said)", kmsStatus: answer.status),
            retryClass: answer.status >= 500 ? .transient : .never)
    }
}
