// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import HTTPTypes
import KMSAPI

/// The `Authorization` header of Signature Version 4, taken apart:
///
///     AWS4-HMAC-SHA256 Credential=KEY/20150830/us-east-1/kms/aws4_request, SignedHeaders=host;x-amz-date, Signature=...
///
/// See [Signature Version 4](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
struct Authorization: Sendable {
    let accessKeyID: String
    let day: String
    let region: String
    let service: String
    let terminator: String
    /// As they are written, in small letters.
    let signedHeaders: [String]
    /// As it is written.
    let signature: String

    /// - Throws: `KMSError`: `IncompleteSignatureException`, which shows nothing of the header.
    init(_ header: AuthorizationHeader) throws(KMSError) {
        guard header.algorithm == AuthorizationHeader.algorithm else {
            throw .incompleteSignature(
                "The algorithm of the Authorization header must be \(AuthorizationHeader.algorithm).")
        }
        let missing = ["Credential", "SignedHeaders", "Signature"].filter { header[Substring($0)] == nil }
        guard missing.isEmpty else {
            throw .incompleteSignature(
                missing.map { "Authorization header requires '\($0)' parameter." }.joined(separator: " "))
        }
        // An access key id of somebody's own may hold a slash.
        let scope = (header["Credential"] ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard scope.count >= 5 else {
            throw .incompleteSignature(
                "Credential must have at least 5 slash-delimited parts: KEY/DATE/REGION/SERVICE/aws4_request.")
        }
        accessKeyID = scope.dropLast(4).joined(separator: "/")
        (day, region) = (String(scope[scope.count - 4]), String(scope[scope.count - 3]))
        (service, terminator) = (String(scope[scope.count - 2]), String(scope[scope.count - 1]))
        signedHeaders = (header["SignedHeaders"] ?? "").split(separator: ";").map(String.init)
        signature = String(header["Signature"] ?? "")
    }

    /// Refuses a request that is signed in its query, as presigned URLs are: no tool calls KMS so, and a URL is logged.
    ///
    /// - Throws: `KMSError`: `IncompleteSignatureException`.
    static func refuseQuery(_ head: RequestHead) throws(KMSError) {
        guard let path = head.path, let query = path.firstIndex(of: "?") else { return }
        guard !path[query...].lowercased().contains("x-amz-") else {
            throw .incompleteSignature(
                "Signatures in the query string are not taken; sign in the Authorization header.")
        }
    }
}

extension KMSError {
    static func incompleteSignature(_ message: String) -> KMSError {
        KMSError(.init(code: "IncompleteSignatureException"), message: message)
    }
}
#endif
