// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import AsyncHTTPClient
import KMSAPI
import Logging
import NIOCore
import NIOHTTP1

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// The way of a call, from top to bottom: endpoint, body, credentials, signature, connection, answer.
extension AWSKMSClient {
    /// An answer of KMS, not yet understood.
    struct Answer: Sendable {
        let status: Int
        let errorType: String?
        let requestID: String?
        let body: Data
    }

    /// Asks KMS one thing.
    ///
    /// - Parameter key: the key that the request names, for errors and for the Region.
    /// - Throws: `KMSError`; `CancellationError` where the task was cancelled.
    func call<Request: KMSRequest>(
        _ request: Request, key: String?, maximumAnswerBytes: Int = 65_536
    ) async throws -> Request.Response {
        do {
            let endpoint = try endpoint(for: key)
            let body = try KMSCoding.encoder().encode(request)
            let answer = try await withinTimeLimit(endpoint) {
                try await self.attempt(Request.operation, body, endpoint, maximumAnswerBytes)
            }
            return try Self.understood(answer)
        } catch let error as KMSError {
            let error = error.during(Request.operation, key: key)
            logger?.debug("a call to KMS failed", metadata: ["error": "\(error)"])
            throw error
        }
    }

    /// A key ARN is asked where it lives; all else at the client's own Region. An endpoint of the user's serves all.
    private func endpoint(for key: String?) throws(KMSError) -> Endpoint {
        if let customEndpoint { return customEndpoint }
        if let key, let arn = KeyARN(key), arn.region != regionalEndpoint?.region {
            return try Endpoint.aws(region: arn.region)
        }
        guard let regionalEndpoint else { throw Region.missing }
        return regionalEndpoint
    }

    /// Ends what takes longer than a call may take: credentials, connection, answer, and all tries of it together.
    private func withinTimeLimit(
        _ endpoint: Endpoint, _ work: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let limit = configuration.requestTimeout.asTimeLimit
        return try await withThrowingTaskGroup(of: Answer?.self) { group in
            group.addTask { try await work() }
            // The limit is on the whole call: a byte a second would pass a limit on each read.
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() ?? nil else {
                throw KMSError(.timeout, message: "\(endpoint.host) did not answer within \(limit)")
            }
            return answer
        }
    }

    /// One try: credentials, signature, connection, answer.
    private func attempt(
        _ operation: KMSOperation, _ body: Data, _ endpoint: Endpoint, _ maximumAnswerBytes: Int
    ) async throws -> Answer {
        let request = try await signedRequest(operation, body, endpoint)
        return try await Self.exchange(
            request, http, endpoint, configuration.requestTimeout.asTimeLimit, maximumAnswerBytes)
    }

    private func signedRequest(
        _ operation: KMSOperation, _ body: Data, _ endpoint: Endpoint
    ) async throws -> HTTPClientRequest {
        let headers = [
            (name: "Host", value: endpoint.host),
            (name: "Content-Type", value: "application/x-amz-json-1.1"),
            (name: "X-Amz-Target", value: "TrentService.\(operation)"),
            (name: "Amz-Sdk-Invocation-Id", value: UUID().uuidString.lowercased()),
        ]
        let signer = try await SignatureV4(
            credentials: credentials.credentials(), region: endpoint.region, service: "kms", keys: signatureKeys)
        let canonical = CanonicalRequest(method: "POST", path: endpoint.path, headers: headers, body: body)
        var request = HTTPClientRequest(url: endpoint.url + "/")
        request.method = .POST
        for header in headers + signer.headers(signing: canonical, at: now()) {
            request.headers.add(name: header.name, value: header.value)
        }
        request.headers.add(name: "User-Agent", value: "jwt-kms-swift")
        request.body = .bytes(ByteBuffer(bytes: body))
        return request
    }

    private static func exchange(
        _ request: HTTPClientRequest, _ http: HTTPClient, _ endpoint: Endpoint, _ timeout: Duration,
        _ maximumAnswerBytes: Int
    ) async throws -> Answer {
        do {
            let response = try await http.execute(request, timeout: TimeAmount(timeout))
            let body = try await response.body.collect(upTo: maximumAnswerBytes)
            return Answer(
                status: Int(response.status.code), errorType: response.headers.first(name: "X-Amzn-Errortype"),
                requestID: response.headers.first(name: "X-Amzn-Requestid"), body: Data(body.readableBytesView))
        } catch {
            if Task.isCancelled || error is CancellationError { throw CancellationError() }
            throw Self.transportError(error, endpoint, timeout, maximumAnswerBytes)
        }
    }

    private static func transportError(
        _ error: any Error, _ endpoint: Endpoint, _ timeout: Duration, _ maximumAnswerBytes: Int
    ) -> KMSError {
        switch error as? HTTPClientError {
        case .connectTimeout?:
            KMSError(.timeout, message: "no connection to \(endpoint.host) could be made in time", underlying: error)
        case .deadlineExceeded?, .readTimeout?, .getConnectionFromPoolTimeout?:
            KMSError(.timeout, message: "\(endpoint.host) did not answer within \(timeout)", underlying: error)
        case .alreadyShutdown?, .cancelled?:
            KMSError(.configuration, message: "the client was shut down", underlying: error)
        // Its long description shows the headers that it refuses.
        case let error?:
            KMSError(
                .transport, message: "\(endpoint.host) could not be asked: \(error.shortDescription)", underlying: error
            )
        case nil where error is NIOTooManyBytesError:
            KMSError(
                .malformedResponse, message: "\(endpoint.host) answered with more than \(maximumAnswerBytes) bytes",
                underlying: error)
        case nil:
            KMSError(.transport, message: "\(endpoint.host) could not be asked: \(error)", underlying: error)
        }
    }

    private static func understood<Response: Decodable>(_ answer: Answer) throws(KMSError) -> Response {
        guard answer.status == 200 else { throw error(answer) }
        do {
            return try KMSCoding.decoder().decode(
                Response.self, from: answer.body.isEmpty ? Data("{}".utf8) : answer.body)
        } catch {
            throw KMSError(
                .malformedResponse, message: "the answer is not what KMS answers (\(reason(error)))",
                requestID: answer.requestID, httpStatus: answer.status, isRetryable: false)
        }
    }

    private static func error(_ answer: Answer) -> KMSError {
        let response = ErrorResponse(errorType: answer.errorType, body: answer.body)
        guard let code = response.code else {
            return KMSError(
                .malformedResponse, message: "the answer is no error of KMS's: \(Excerpt.of(answer.body))",
                requestID: answer.requestID, httpStatus: answer.status)
        }
        return KMSError(
            KMSError.Kind(code: code), message: response.message ?? "KMS gave no reason",
            requestID: answer.requestID, httpStatus: answer.status)
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
#endif
