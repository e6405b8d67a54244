// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import AWSKMS
import Crypto
import HTTPTypes
import JWTKMS
import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Checks the signatures of requests as AWS does, in the order that AWS does, and with its words.
struct SignatureCheck: Sendable {
    private let known: [String: Credentials]
    private let keys = SignatureKeys()
    private let now: @Sendable () -> Date

    /// How far a request's time may be from ours.
    private static let minutes = 5

    init(_ credentials: [Credentials], now: @escaping @Sendable () -> Date) {
        known = Dictionary(credentials.map { ($0.accessKeyID, $0) }, uniquingKeysWith: { first, _ in first })
        self.now = now
    }

    /// Who sent a request.
    ///
    /// - Throws: `KMSError`: `MissingAuthenticationTokenException`, `IncompleteSignatureException`,
    ///   `UnrecognizedClientException`, `InvalidSignatureException`. None shows a secret, a token or a signature.
    func caller(_ head: RequestHead, _ body: Data) throws(KMSError) -> Caller {
        guard let header = try AuthorizationHeader(head) else {
            throw KMSError(.init(code: "MissingAuthenticationTokenException"), message: "Missing Authentication Token")
        }
        let authorization = try Authorization(header)
        let time = try RequestTime(head.headerFields[KMSHeader.date])
        let credentials = try credentials(authorization, head.headerFields[KMSHeader.securityToken])
        try checkScope(authorization, time)
        try checkSignedHeaders(authorization, head)
        try time.check(against: now(), minutes: Self.minutes)
        let signer = SignatureV4(
            credentials: credentials, region: authorization.region, service: authorization.service, keys: keys)
        guard let signature = Self.bytes(authorization.signature),
            signer.isValid(signature, of: Self.canonical(head, body, authorization), at: time.date)
        else {
            throw .invalidSignature(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
                    + "Access Key and signing method. Consult the service documentation for details.")
        }
        return Caller(authorization, account: credentials.accountID)
    }

    private func credentials(_ authorization: Authorization, _ token: String?) throws(KMSError) -> Credentials {
        // Digests are compared in constant time.
        guard let credentials = known[authorization.accessKeyID],
            Self.digest(credentials.sessionToken) == Self.digest(token)
        else {
            throw KMSError(
                .unrecognizedClient, message: "The security token included in the request is invalid.")
        }
        return credentials
    }

    private func checkScope(_ authorization: Authorization, _ time: RequestTime) throws(KMSError) {
        guard authorization.terminator == "aws4_request" else {
            throw .invalidSignature("Credential should be scoped with a valid terminator: 'aws4_request'.")
        }
        guard authorization.service == "kms" else {
            throw .invalidSignature("Credential should be scoped to correct service: 'kms'.")
        }
        guard Caller(authorization).region != nil else {
            throw .noRegion
        }
        guard authorization.day == time.day else {
            throw .invalidSignature(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.")
        }
    }

    /// What is not signed can be changed on the way: so AWS wants the host and its own headers signed.
    private func checkSignedHeaders(_ authorization: Authorization, _ head: RequestHead) throws(KMSError) {
        let signed = Set(authorization.signedHeaders)
        guard signed.contains("host") else {
            throw .invalidSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
        }
        for name in head.headerFields.lazy.map(\.name) where name.canonicalName.hasPrefix("x-amz-") {
            guard signed.contains(name.canonicalName) else {
                throw .invalidSignature(
                    "'\(Excerpt.of(name.rawName))' must be a 'SignedHeader' in the AWS Authorization.")
            }
        }
    }

    private static func canonical(
        _ head: RequestHead, _ body: Data, _ authorization: Authorization
    ) -> CanonicalRequest {
        let target = (head.path ?? "/").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return CanonicalRequest(
            method: head.method.rawValue, path: String(target[0]), query: target.count > 1 ? String(target[1]) : "",
            headers: [("host", head.authority ?? "")] + head.headerFields.map { ($0.name.rawName, $0.value) },
            body: body, signedHeaders: Set(authorization.signedHeaders))
    }

    private static func digest(_ token: String?) -> SHA256Digest { SHA256.hash(data: Data((token ?? "").utf8)) }

    /// The bytes of 64 digits in small letters: AWS takes no others.
    private static func bytes(_ signature: String) -> [UInt8]? {
        let digits = Array(signature.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension KMSError {
    static func invalidSignature(_ message: String) -> KMSError { KMSError(.invalidSignature, message: message) }
}
#endif
