// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import KMSAPI

/// Why a document could not be fetched, for the person who reads it: where it is, what happened, what to do.
enum FetchFailure {
    /// A response that may not be used, such as a redirect to another host.
    static func refused(_ url: DocumentURL, _ why: String, status: Int?) -> KMSError {
        KMSError(
            .malformedResponse, message: "\(url) can't be fetched: \(why)", kmsStatus: status, isRetryable: false)
    }

    /// A response that is not a document. A status that may pass by itself is worth another try: RFC 9110 section 15.
    static func status(_ status: Int, _ url: DocumentURL) -> KMSError {
        let message = "\(url) answered HTTP \(status)"
        guard status >= 500 || status == 429 || status == 408 else {
            return KMSError(
                .configuration,
                message: "\(message). Check the spelling of the issuer or the URL, and that it is open to all",
                kmsStatus: status)
        }
        return KMSError(.transport, message: message, kmsStatus: status)
    }

    /// The time limit of a whole fetch is over.
    static func late(_ place: DocumentURL, _ limit: Duration) -> KMSError {
        KMSError(.timeout, message: "\(place) could not be fetched within \(limit.forPeople)")
    }

    /// What happened on the way, with the document that was asked for.
    static func network(_ error: KMSError, _ url: DocumentURL) -> KMSError {
        var error = error
        error.message = "\(url) could not be fetched: \(error.message)"
        return error
    }
}
#endif
