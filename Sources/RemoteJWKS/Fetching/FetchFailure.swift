// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import AsyncHTTPClient
import KMSAPI
import NIOCore
import NIOPosix
import NIOSSL
import ServiceIdentity

/// Why a document could not be got, for the person who reads it: where it is, what happened, what to do.
enum FetchFailure {
    /// An answer that is not to be gone by.
    static func refused(_ url: DocumentURL, _ why: String, status: Int?) -> KMSError {
        KMSError(.configuration, message: "\(url) can't be fetched: \(why)", httpStatus: status, isRetryable: false)
    }

    /// An answer that is no document. A status that may pass by itself is worth another try: RFC 9110 section 15.
    static func status(_ status: Int, _ url: DocumentURL) -> KMSError {
        let message = "\(url) answered HTTP \(status)"
        guard status >= 500 || status == 429 || status == 408 else {
            return KMSError(
                .configuration, message: "\(message); check that the issuer or the URL is spelt right and open to all",
                httpStatus: status)
        }
        return KMSError(.transport, message: message, httpStatus: status)
    }

    /// All of a fetch took too long.
    static func late(_ place: DocumentURL, _ limit: Duration) -> KMSError {
        KMSError(.timeout, message: "\(place) could not be fetched within \(limit)")
    }

    /// What the network's own errors mean.
    static func error(_ error: any Error, _ url: DocumentURL, _ maximumBytes: Int) -> KMSError {
        switch error {
        case is NIOTooManyBytesError:
            KMSError(.malformedResponse, message: "\(url) answered with more than \(maximumBytes) bytes")
        case let error as HTTPClientError where error == .connectTimeout:
            KMSError(.timeout, message: "no connection to \(url) could be made in time", underlying: error)
        case let error as HTTPClientError: transport(error.shortDescription, url, error)
        case let error as NIOConnectionError: transport(connection(error), url, error)
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: handshake(error, url)
        case is IsNotNamed: transport(IsNotNamed.explanation, url, error, isRetryable: false)
        case let error as IOError: transport(error.description, url, error)
        default: transport("\(type(of: error))", url, error)
        }
    }

    private static func connection(_ error: NIOConnectionError) -> String {
        if let refused = error.connectionErrors.first?.error as? IOError { return refused.description }
        let isUnknown = error.dnsAError != nil || error.dnsAAAAError != nil
        return isUnknown ? "there is no host of this name" : "no address answers"
    }

    private static func handshake(_ error: any Error, _ url: DocumentURL) -> KMSError {
        let isUntrusted = "\(error)".contains("CERTIFICATE_VERIFY_FAILED") || error is NIOSSLExtraError
        return transport(
            isUntrusted
                ? "its certificate is not trusted; certificateAuthorities names others to trust"
                : "no encrypted connection could be agreed on", url, error, isRetryable: isUntrusted ? false : nil)
    }

    private static func transport(
        _ why: String, _ url: DocumentURL, _ error: any Error, isRetryable: Bool? = nil
    ) -> KMSError {
        KMSError(
            .transport, message: "\(url) could not be fetched: \(why)", isRetryable: isRetryable, underlying: error)
    }
}
#endif
