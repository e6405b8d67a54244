// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What trying again can do about a failure.
enum RetryClass: Sendable, Equatable {
    /// It can pass by itself: a server's fault, a broken connection, no answer in time.
    case transient
    /// The caller asks too much: it is waited for longer.
    case throttling
    /// What caused it was corrected, here: the clock, or credentials that had expired.
    case corrected
    /// The same request gets the same answer.
    case never

    /// - Parameter status: of the answer; nil where none came.
    static func of(_ kind: KMSError.Kind, status: Int?) -> RetryClass {
        if kind.isThrottling { return .throttling }
        // Some faults of KMS's have a status below 500, and those of a proxy have no code.
        return kind.isRetryable || [500, 502, 503, 504].contains(status ?? 0) ? .transient : .never
    }
}

/// What a try throws that failed.
struct AttemptFailure: Error {
    var error: KMSError
    var retryClass: RetryClass
    /// How long the server asks to wait.
    var retryAfter: Duration?

    init(_ error: KMSError, retryClass: RetryClass? = nil, retryAfter: Duration? = nil) {
        self.error = error
        self.retryClass = retryClass ?? Self.retryClass(of: error)
        self.retryAfter = retryAfter
    }

    private static func retryClass(of error: KMSError) -> RetryClass {
        guard error.isRetryable else { return .never }
        let retryClass = RetryClass.of(error.kind, status: error.kmsStatus)
        // Without a status no response came whole, whatever the kind is: the network may do better next time.
        return retryClass == .never && error.kmsStatus == nil ? .transient : retryClass
    }
}
