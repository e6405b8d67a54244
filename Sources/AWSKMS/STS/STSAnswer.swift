// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import KMSTransport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An answer of STS: a result, or an error.
struct STSAnswer: Sendable {
    private let answer: HTTPResponse

    init(_ answer: HTTPResponse) { self.answer = answer }

    /// `{Operation}Response/{Operation}Result`.
    ///
    /// - Throws: `KMSError` of kind `malformedResponse`. It shows nothing of the body, which may hold credentials.
    func result(of operation: String) throws(KMSError) -> XMLReader.Element {
        do {
            let root = try XMLReader.root(of: answer.body)
            guard root.name == "\(operation)Response", let result = root["\(operation)Result"] else {
                throw XMLReader.Failure(description: "has no \(operation)Result")
            }
            return result
        } catch {
            throw KMSError(
                .malformedResponse, message: "the answer is not what STS answers (the document \(error))",
                requestID: requestID(nil), kmsStatus: answer.status, isRetryable: false)
        }
    }

    /// `ErrorResponse/Error`, with `ErrorResponse/RequestId`.
    var error: KMSError {
        let root = (try? XMLReader.root(of: answer.body)).flatMap { $0.name == "ErrorResponse" ? $0 : nil }
        guard let error = root?["Error"], let code = error["Code"]?.text, ErrorResponse.isCode(code) else {
            // What is in it stays there: a proxy's page may repeat what it was sent.
            return KMSError(
                .malformedResponse, message: "the answer is no error of STS's (\(answer.body.count) bytes)",
                requestID: requestID(nil), kmsStatus: answer.status)
        }
        let message = error["Message"]?.text ?? ""
        return KMSError(
            KMSError.Kind(code: code),
            message: message.isEmpty ? "STS gave no reason" : Excerpt.of(message, maximumBytes: 2048),
            requestID: requestID(root?["RequestId"]?.text), kmsStatus: answer.status)
    }

    private func requestID(_ stated: String?) -> String? {
        (stated ?? answer.header("x-amzn-RequestId")).map { Excerpt.of($0, maximumBytes: 128) }
    }
}

// What results hold.
extension STSAnswer {
    /// `Credentials`, and the account of `AssumedRoleUser/Arn`.
    static func credentials(in result: XMLReader.Element, origin: Origin) throws(KMSError) -> Credentials {
        guard let credentials = result["Credentials"] else { throw missing("Credentials") }
        guard let expiration = ISO8601.date(try text("Expiration", in: credentials)) else {
            throw KMSError(
                .malformedResponse, message: "the answer is not what STS answers (Expiration is no date)",
                isRetryable: false)
        }
        return Credentials(
            accessKeyID: try text("AccessKeyId", in: credentials),
            secretAccessKey: try text("SecretAccessKey", in: credentials),
            sessionToken: try text("SessionToken", in: credentials), expiration: expiration,
            accountID: result["AssumedRoleUser"]?["Arn"].flatMap { account(ofARN: $0.text) }, origin: origin)
    }

    static func text(_ name: String, in element: XMLReader.Element) throws(KMSError) -> String {
        guard let text = element[name]?.text, !text.isEmpty else { throw missing(name) }
        return text
    }

    private static func missing(_ name: String) -> KMSError {
        KMSError(
            .malformedResponse, message: "the answer is not what STS answers (it has not one \(name))",
            isRetryable: false)
    }

    /// `arn:aws:sts::123456789012:assumed-role/...`
    private static func account(ofARN arn: String) -> String? {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 5, !parts[4].isEmpty else { return nil }
        return String(parts[4])
    }
}
