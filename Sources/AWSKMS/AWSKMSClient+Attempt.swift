// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import KMSAPI
import KMSTransport
import Logging

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// One try of a call.
struct Attempt: Sendable {
    let record: CallRecord
    /// From 1.
    let number: Int
    /// The same for all tries of a call.
    let invocation: String
    let body: Data
    let endpoint: Endpoint
    let admission: Admission
    /// nil if only time limits the tries.
    let maximumAttempts: Int?
    let isRepeatable: Bool
    let maximumBodyBytes: Int
    /// When the call ends, and by which error.
    let deadline: Date
    let late: @Sendable () -> KMSError
}

// The way of a try: credentials, signature, connection, answer; and what could be corrected before the next.
extension AWSKMSClient {
    /// - Throws: `AttemptFailure`, `KMSError`; `CancellationError`.
    func attempt(_ attempt: Attempt) async throws -> HTTPResponse {
        let record = attempt.record
        record.waitsForCredentials = true
        let rest = self.rest(of: attempt)
        let credentials = try await ofSource {
            try await self.credentials.credentials(within: rest, orThrow: attempt.late)
        }
        record.waitsForCredentials = false
        let offset = skew.offset
        let request = signed(attempt, with: credentials, offset)
        var answer: HTTPResponse
        do {
            answer = try await connections.http.response(
                to: request, timeLimit: min(configuration.attemptTimeout, rest),
                maximumBodyBytes: attempt.maximumBodyBytes)
        } catch let error as KMSError {
            if error.isRetryable { failed(attempt, error) }
            if error.kind == .timeout, rest < configuration.attemptTimeout {
                throw AttemptFailure(attempt.late(), retryClass: .never)
            }
            throw failure(attempt, error)
        }
        time.learn(answer.header("Date"), at: timing.now())
        guard answer.status != 200 else {
            answered(attempt)
            attempt.record.answered(requestID: answer.requestID)
            return answer
        }
        answer.hide(request.secrets)
        let error = Self.error(answer)
        attempt.record.answered(requestID: error.requestID)
        if error.isOfService { failed(attempt, error) } else { answered(attempt) }
        if ClockSkew.canBeCause(of: error.kind), attempt.record.corrects(.clock),
            skew.correct(by: answer.header("Date"), now: timing.now(), used: offset)
        {
            throw AttemptFailure(error, retryClass: .corrected)
        }
        if [.expiredToken, .unrecognizedClient].contains(error.kind), try await isReplaced(credentials, attempt) {
            throw AttemptFailure(error, retryClass: .corrected)
        }
        throw failure(attempt, error, retryAfter: Self.retryAfter(answer))
    }

    private func answered(_ attempt: Attempt) {
        guard let length = attempt.admission.answered() else { return }
        logger?.notice("\(attempt.endpoint.host) answers again, after \(length.forPeople)")
    }

    private func failed(_ attempt: Attempt, _ error: KMSError) {
        guard attempt.admission.failed(error) else { return }
        logger?.warning(
            "\(attempt.endpoint.host) does not answer: calls wait behind one probe at a time",
            metadata: ["error": "\(error)"])
    }

    /// Credentials may end while a call is under way: once a call others are asked for.
    private func isReplaced(_ credentials: Credentials, _ attempt: Attempt) async throws -> Bool {
        guard attempt.record.corrects(.credentials) else { return false }
        let rest = self.rest(of: attempt)
        return try await ofSource {
            try await TimeLimit.run(rest, orThrow: attempt.late) { try await self.credentials.replace(credentials) }
        }
    }

    /// How much of the call's time is left.
    private func rest(of attempt: Attempt) -> Duration {
        .seconds(max(0, attempt.deadline.timeIntervalSince(timing.now())))
    }

    /// A source that could not be asked is tried again by itself; as the failure of a try it would be asked nine times.
    private func ofSource<Value>(_ ask: () async throws -> Value) async throws -> Value {
        do {
            return try await ask()
        } catch let error as KMSError {
            throw AttemptFailure(error, retryClass: .never)
        }
    }

    /// What throttling refused was not done; of everything else that failed nobody knows.
    private func failure(_ attempt: Attempt, _ error: KMSError, retryAfter: Duration? = nil) -> AttemptFailure {
        let mayBeDone = !attempt.isRepeatable && !error.kind.isThrottling
        return AttemptFailure(error, retryClass: mayBeDone ? .never : nil, retryAfter: retryAfter)
    }

    private func signed(
        _ attempt: Attempt, with credentials: Credentials, _ offset: TimeInterval
    ) -> HTTPRequest {
        let endpoint = attempt.endpoint
        let headers = [
            (name: "host", value: endpoint.host),
            (name: "content-type", value: "application/x-amz-json-1.1"),
            (name: "x-amz-target", value: "TrentService.\(attempt.record.operation)"),
            (name: "amz-sdk-invocation-id", value: attempt.invocation),
            (
                name: "amz-sdk-request",
                value: "attempt=\(attempt.number)" + (attempt.maximumAttempts.map { "; max=\($0)" } ?? "")
            ),
        ]
        let signer = SignatureV4(credentials: credentials, region: endpoint.region, service: "kms", keys: signatureKeys)
        let canonical = CanonicalRequest(method: "POST", path: endpoint.path, headers: headers, body: attempt.body)
        let signature = signer.headers(signing: canonical, at: timing.now().addingTimeInterval(offset))
        var request = HTTPRequest(
            method: "POST", url: endpoint.url + "/",
            headers: headers + signature + [(name: "user-agent", value: "jwt-kms-swift")], body: attempt.body)
        request.secrets = [credentials.sessionToken ?? ""]
        return request
    }

    private static func error(_ answer: HTTPResponse) -> KMSError {
        let response = ErrorResponse(errorType: answer.header("X-Amzn-Errortype"), body: answer.body)
        guard let code = response.code else {
            return KMSError(
                .malformedResponse, message: "the answer is no error of KMS's: \(Excerpt.of(answer.body))",
                requestID: answer.requestID, kmsStatus: answer.status)
        }
        return KMSError(
            KMSError.Kind(code: code).ofService, message: response.message ?? "KMS gave no reason",
            requestID: answer.requestID, kmsStatus: answer.status)
    }

    /// `x-amz-retry-after`: milliseconds. What is no number is passed over.
    private static func retryAfter(_ answer: HTTPResponse) -> Duration? {
        guard let milliseconds = answer.header("x-amz-retry-after").flatMap({ Int64($0) }), milliseconds >= 0
        else { return nil }
        return .milliseconds(min(milliseconds, 86_400_000))
    }
}

extension KMSError {
    /// Whether an answer tells of the service and not of the call. A key whose store can't be reached is not an outage.
    fileprivate var isOfService: Bool {
        guard ![.keyUnavailable, .dependencyTimeout].contains(kind) else { return false }
        return RetryClass.of(kind, status: kmsStatus) != .never
    }
}

extension HTTPResponse {
    /// The id that AWS gave the request; nil where it is none that a log could hold.
    var requestID: String? {
        guard let id = header("X-Amzn-Requestid"), (1...128).contains(id.utf8.count),
            id.utf8.allSatisfy({ (0x21..<0x7F).contains($0) })
        else { return nil }
        return id
    }
}
#endif
