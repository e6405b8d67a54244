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

/// The metadata service of an EC2 instance, version 2 alone: without a session token it answers everybody who can make
/// this machine fetch a URL.
///
/// See [Use the Instance Metadata Service](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html).
package final class InstanceMetadata: Sendable {
    private let surroundings: Surroundings
    private let config: SharedConfig
    private let token = InstanceMetadataToken()
    private let silence = Mutex<String?>(nil)

    package init(_ surroundings: Surroundings, _ config: SharedConfig) {
        self.surroundings = surroundings
        self.config = config
    }

    /// What a question came to.
    enum Answer: Sendable, Equatable {
        case text(String)
        /// The service has nothing of this name.
        case missing
        /// There is no service: turned off, or not an instance. Why, in words.
        case absent(String)
    }

    private static let maximumBodyBytes = 65_536

    /// Why the service may have been silent when it was asked last; nil if it was not. It accepts the connection and lets
    /// the token expire on its way if a container asks and the hop limit of the instance is 1.
    var reasonForSilence: String? { silence.withLock { $0 } }

    /// The Region that this instance is in; nil where it is none.
    ///
    /// - Throws: `KMSError` of kind `configuration`, `transport` or `timeout`; `CancellationError`.
    package func region() async throws -> String? {
        guard case .text(let region) = try await answer(at: "/latest/meta-data/placement/region") else { return nil }
        return region
    }

    /// Asks one thing.
    ///
    /// - Parameter path: begins with `/latest/`.
    /// - Throws: as ``region()``.
    func answer(at path: String) async throws -> Answer {
        guard let settings = try InstanceMetadataSettings.find(surroundings.environment, config) else {
            return .absent("it is turned off (AWS_EC2_METADATA_DISABLED)")
        }
        do {
            return try await retries(settings).run { _ in try await ask(path, settings) }
        } catch let absence as Absence {
            surroundings.logger?.debug(
                "no instance metadata", metadata: ["endpoint": "\(settings.endpoint)", "reason": "\(absence.why)"])
            return .absent("\(settings.endpoint): \(absence.why)")
        }
    }

    /// Nobody is there, or somebody else.
    private struct Absence: Error { let why: String }

    private func retries(_ settings: InstanceMetadataSettings) -> Retries {
        Retries(policy: RetryPolicy(maximumAttempts: settings.attempts), timing: surroundings.timing)
    }

    private func ask(_ path: String, _ settings: InstanceMetadataSettings) async throws -> Answer {
        let token = try await sessionToken(settings)
        let answer = try await exchange("GET", path, ("X-Aws-Ec2-Metadata-Token", token), settings)
        switch answer.status {
        case 200: return .text(String(decoding: answer.body, as: UTF8.self))
        case 404: return .missing
        case 401:
            self.token.drop(token)
            throw AttemptFailure(Self.failure(answer, settings), retryClass: .transient)
        default: throw Self.attemptFailure(answer, settings)
        }
    }

    /// The token that is kept, or a new one. It has tries of its own, and when they end so do those of the question.
    private func sessionToken(_ settings: InstanceMetadataSettings) async throws -> String {
        if let token = token.text(at: surroundings.timing.now()) { return token }
        do {
            return try await retries(settings).run { _ in try await newToken(settings) }
        } catch let error as KMSError where error.kmsStatus == nil && error.kind.isRetryable {
            throw Absence(why: error.message)
        } catch let error as KMSError {
            throw AttemptFailure(error, retryClass: .never)
        }
    }

    private func newToken(_ settings: InstanceMetadataSettings) async throws -> String {
        let answer: HTTPResponse
        do {
            answer = try await exchange(
                "PUT", "/latest/api/token",
                (InstanceMetadataToken.Value.lifetimeHeader, "\(InstanceMetadataToken.Value.lifetime)"), settings)
        } catch let error as KMSError where error.kind == .timeout {
            // Below a connection that could not be made is what the network said.
            if error.underlying == nil { silence.withLock { $0 = Self.silent(settings) } }
            // Where there is no instance nobody says no: each further try would only take its time.
            if settings.retriesSilence { throw error }
            throw AttemptFailure(error, retryClass: .never)
        }
        silence.withLock { $0 = nil }
        switch answer.status {
        case 200: break
        case 403: throw Self.failure(answer, settings, ": it is turned off for this instance (HttpEndpoint)")
        // Other clouds have a service at this address.
        case 404, 405: throw Absence(why: "what answers there gives no session tokens (HTTP \(answer.status))")
        default: throw Self.attemptFailure(answer, settings)
        }
        guard let token = InstanceMetadataToken.Value(answer, now: surroundings.timing.now()) else {
            throw Self.failure(answer, settings, " and no session token")
        }
        self.token.keep(token)
        return token.text
    }

    private static func silent(_ settings: InstanceMetadataSettings) -> String {
        "\(settings.endpoint) did not answer the request for a session token; in a container on an EC2 instance, raise its "
            + "hop limit: aws ec2 modify-instance-metadata-options --instance-id ID --http-put-response-hop-limit 2"
    }

    private func exchange(
        _ method: String, _ path: String, _ header: (name: String, value: String), _ settings: InstanceMetadataSettings
    ) async throws -> HTTPResponse {
        try await surroundings.metadata.response(
            to: HTTPRequest(method: method, url: settings.endpoint + path, headers: [header]),
            timeLimit: settings.timeLimit, maximumBodyBytes: Self.maximumBodyBytes)
    }

    private static func attemptFailure(_ answer: HTTPResponse, _ settings: InstanceMetadataSettings) -> AttemptFailure {
        AttemptFailure(failure(answer, settings), retryClass: answer.status >= 500 ? .transient : .never)
    }

    /// The answer itself is not shown: it may be credentials.
    private static func failure(
        _ answer: HTTPResponse, _ settings: InstanceMetadataSettings, _ more: String = ""
    ) -> KMSError {
        KMSError(
            .malformedResponse,
            message: "instance metadata (\(settings.endpoint)) answered HTTP \(answer.status)\(more)",
            kmsStatus: answer.status)
    }
}
