// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import KMSTransport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Asks a service that answers JSON and wants no signature.
struct JSONExchange: Sendable {
    let http: any HTTPExchange
    let retries: Retries

    static let timeLimit: Duration = .seconds(5)
    static let maximumBodyBytes = 65_536

    init(_ surroundings: Surroundings, policy: RetryPolicy) {
        http = surroundings.http
        retries = Retries(policy: policy, timing: surroundings.timing)
    }

    /// - Throws: `KMSError`, which shows nothing of what was sent or answered but the service's own words for an
    ///   error; `CancellationError`.
    func response<Answer: Decodable & Sendable>(to request: HTTPRequest) async throws -> Answer {
        var request = request
        request.headers += [("Accept", "application/json"), ("User-Agent", "jwt-kms-swift")]
        return try await retries.run { _ in
            var answer = try await http.response(
                to: request, timeLimit: Self.timeLimit, maximumBodyBytes: Self.maximumBodyBytes)
            guard answer.status == 200 else {
                answer.hide(request.secrets)
                throw Self.failure(answer)
            }
            guard let decoded = try? JSONDecoder().decode(Answer.self, from: answer.body) else {
                throw KMSError(
                    .malformedResponse, message: "the answer is not what the service answers",
                    requestID: Self.requestID(answer), kmsStatus: answer.status, isRetryable: false)
            }
            return decoded
        }
    }

    private static func failure(_ answer: HTTPResponse) -> AttemptFailure {
        let oauth = try? JSONDecoder().decode(OAuthError.self, from: answer.body)
        let response = ErrorResponse(errorType: answer.header("x-amzn-ErrorType"), body: answer.body)
        let code = response.code ?? oauth.map { Excerpt.of($0.error, maximumBytes: 128) }
        let reason = response.message ?? oauth?.error_description.map { Excerpt.of($0, maximumBytes: 2048) }
        let error = KMSError(
            code.map(KMSError.Kind.init) ?? .malformedResponse, message: reason ?? "the service gave no reason",
            requestID: requestID(answer), kmsStatus: answer.status,
            isRetryable: answer.status == 429 ? true : nil)
        return AttemptFailure(error, retryClass: answer.status == 429 ? .throttling : nil)
    }

    private static func requestID(_ answer: HTTPResponse) -> String? {
        (answer.header("x-amzn-RequestId") ?? answer.header("RequestId")).map { Excerpt.of($0, maximumBytes: 128) }
    }

    /// As OAuth writes it, see RFC 6749, section 5.2.
    private struct OAuthError: Decodable {
        var error: String
        var error_description: String?
    }
}
