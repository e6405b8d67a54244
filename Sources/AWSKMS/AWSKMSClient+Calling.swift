// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import Instrumentation
import KMSAPI
import KMSTransport
import Logging
import Tracing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// The way of a call, from top to bottom: endpoint, body, then as many tries as it takes, and what is told of them.
extension AWSKMSClient {
    /// Asks KMS one thing.
    ///
    /// - Parameters:
    ///   - key: the key that the request names, for errors and for the Region.
    ///   - isRepeatable: whether doing it twice is as good as once, so that a lost answer may be asked for again.
    /// - Throws: `KMSError`; `CancellationError` where the task was cancelled.
    func call<Request: KMSRequest>(
        _ request: Request, key: String?, isRepeatable: Bool = true, maximumBodyBytes: Int = 65_536
    ) async throws -> Request.Response {
        do {
            let endpoint = try endpoint(for: key)
            let body = try request.json()
            let record = CallRecord(Request.operation, key: key, region: endpoint.region)
            return try await told(record) {
                let answer = try await tries(record, body, endpoint, isRepeatable, maximumBodyBytes)
                return try Self.understood(answer, Request.self)
            }
        } catch let error as KMSError {
            throw error.during(Request.operation, key: key)
        }
    }

    /// A key ARN is asked where it lives; all else at the client's own Region.
    private func endpoint(for key: String?) throws(KMSError) -> Endpoint {
        guard let key else { return try regionalEndpoint.get() }
        // Nearly all ARNs are of the client's own Region.
        if case .success(let endpoint) = regionalEndpoint, key.hasPrefix("arn:aws:kms:\(endpoint.region):") {
            return endpoint
        }
        guard let arn = KeyARN(key) else { return try regionalEndpoint.get() }
        if let endpoint = try? regionalEndpoint.get(), endpoint.region == arn.region { return endpoint }
        return try setup.endpoint(region: arn.region)
    }

    /// Tries until there is an answer, or another try can't help, or the time of the call is over.
    private func tries(
        _ record: CallRecord, _ body: Data, _ endpoint: Endpoint, _ isRepeatable: Bool, _ maximumBodyBytes: Int
    ) async throws -> HTTPResponse {
        let limit = configuration.requestTimeout.asTimeLimit
        let deadline = timing.now().addingTimeInterval(limit / .seconds(1))
        let invocation = invocations.next()
        let late = { @Sendable in Self.late(record, endpoint, limit) }
        let admission = admission(to: endpoint)
        let retries = record.operation.changesNothing ? patientRetries : retries
        let isPatient = retries.policy == .patient
        do {
            return try await retries.run(
                until: deadline, admittedBy: isPatient ? admission : nil,
                onRetry: { record.willRetry(after: $1, delay: $2) }
            ) { number in
                record.began(attempt: number)
                let request = Attempt(
                    record: record, number: number, invocation: invocation, body: body, endpoint: endpoint,
                    admission: admission, maximumAttempts: isPatient ? nil : retries.policy.maximumAttempts,
                    isRepeatable: isRepeatable, maximumBodyBytes: maximumBodyBytes, deadline: deadline, late: late)
                return try await attempt(request)
            }
        } catch let error as KMSError where isPatient {
            throw admission.explaining(error)
        }
    }

    private static func late(_ record: CallRecord, _ endpoint: Endpoint, _ limit: Duration) -> KMSError {
        let history = record.wasRetried ? " (before: \(record.history))" : ""
        let who = record.waitsForCredentials ? "the source of AWS credentials" : endpoint.host
        return KMSError(.timeout, message: "\(who) did not answer within \(limit.forPeople)\(history)")
    }

    /// What the answer says.
    private static func understood<Request: KMSRequest>(
        _ answer: HTTPResponse, _ request: Request.Type
    ) throws(KMSError) -> Request.Response {
        do {
            return try Request.response(answer.body.isEmpty ? Data("{}".utf8) : answer.body)
        } catch {
            throw KMSError(
                .malformedResponse, message: "the answer is not what KMS answers (\(reason(error)))",
                requestID: answer.requestID, kmsStatus: answer.status, isRetryable: false)
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "\(key.stringValue) is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")) is of another type"
        default: "it is not JSON"
        }
    }
}

// What is told of a call: a span, metrics, and a line where it failed or took more than one try.
extension AWSKMSClient {
    private func told<Value>(_ record: CallRecord, _ call: () async throws -> Value) async throws -> Value {
        // Within the span that JWTKMS makes for every client: this one knows of tries and request ids.
        let tracer = tracer ?? InstrumentationSystem.tracer
        // A span that nobody sees costs a microsecond.
        if tracer is NoOpTracer { return try await counted(record, call) }
        let result: Result<Value, any Error> = try await tracer.withAnySpan(
            "AWSKMS.\(record.operation)", ofKind: .client
        ) { span in
            defer { Self.describe(record, in: span) }
            do {
                return .success(try await counted(record, call))
            } catch {
                // What is thrown here is an error of the span.
                if ExpectedAbsence.covers(error) { return .failure(error) }
                if let error = error as? KMSError { span.attributes["error.type"] = error.kind.code }
                throw error
            }
        }
        return try result.get()
    }

    private func counted<Value>(_ record: CallRecord, _ call: () async throws -> Value) async throws -> Value {
        let begin = ContinuousClock.now
        do {
            let value = try await call()
            tell(record, ContinuousClock.now - begin, nil)
            return value
        } catch {
            tell(record, ContinuousClock.now - begin, error)
            throw error
        }
    }

    private static func describe(_ record: CallRecord, in span: any Span) {
        guard span.isRecording else { return }
        span.attributes["rpc.system"] = "aws-api"
        span.attributes["rpc.service"] = "KMS"
        span.attributes["rpc.method"] = record.operation.rawValue
        span.attributes["cloud.region"] = record.region
        span.attributes["aws.request_id"] = record.requestID
        span.attributes["jwt_kms.attempts"] = record.attempts
    }

    private func tell(_ record: CallRecord, _ duration: Duration, _ error: (any Error)?) {
        metrics.count(record, took: duration, error: error)
        let error = ExpectedAbsence.covers(error) ? nil : error
        guard let logger, error != nil || record.wasRetried, !(error is CancellationError) else { return }
        var metadata: Logger.Metadata = ["attempts": "\(record.attempts)", "region": "\(record.region)"]
        if let key = record.key { metadata["key"] = "\(key)" }
        if let id = record.requestID { metadata["requestID"] = "\(id)" }
        if record.wasRetried { metadata["retried"] = "\(record.history)" }
        let tries = record.attempts == 1 ? "one try" : "\(record.attempts) tries"
        if let error {
            metadata["error"] = "\((error as? KMSError)?.during(record.operation, key: record.key) ?? error)"
            logger.debug("KMS \(record.operation) failed after \(tries) and \(duration.forPeople)", metadata: metadata)
        } else {
            logger.debug("KMS \(record.operation) took \(tries) and \(duration.forPeople)", metadata: metadata)
        }
    }
}
#endif
