// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Testing

@testable import AWSKMS

@Suite("What is tried again")
struct RetryClassTests {
    static let throttlingCodes: [String] = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled",
        "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "SlowDown", "PriorRequestNotComplete",
        "EC2ThrottledException",
    ]
    static let transientCodes: [String] = [
        "RequestTimeout", "RequestTimeoutException", "InternalError", "KMSInternalException",
        "DependencyTimeoutException", "KeyUnavailableException",
        KMSError.Kind.transport.code, KMSError.Kind.timeout.code,
    ]
    static let neverCodes: [String] = [
        "KMSInvalidStateException", "DisabledException", "NotFoundException", "InvalidKeyUsageException",
        "AccessDeniedException", "ValidationException", "KMSInvalidSignatureException", "KMSInvalidMacException",
        "ConflictException", "ExpiredTokenException", "UnrecognizedClientException", "InvalidSignatureException",
        // A quota of KMS's, which no wait cures.
        "LimitExceededException",
        KMSError.Kind.configuration.code, KMSError.Kind.credentials.code,
    ]

    @Test("by code: throttling, also as a fault of the server's", arguments: throttlingCodes)
    func throttling(code: String) {
        for status in [400, 429, 500, 503, nil] {
            #expect(RetryClass.of(.init(code: code), status: status) == .throttling)
        }
    }

    @Test("by code: what can pass by itself", arguments: transientCodes)
    func transient(code: String) {
        for status in [400, 500, nil] { #expect(RetryClass.of(.init(code: code), status: status) == .transient) }
    }

    @Test("by code: what gets the same answer again", arguments: neverCodes)
    func never(code: String) {
        for status in [400, 403, 404, nil] { #expect(RetryClass.of(.init(code: code), status: status) == .never) }
    }

    @Test("by status, where no code tells: 500, 502, 503 and 504, and no other")
    func status() {
        let retried = (100..<600).filter { RetryClass.of(.init(code: "Other"), status: $0) == .transient }
        #expect(retried == [500, 502, 503, 504])
        #expect((100..<600).allSatisfy { RetryClass.of(.init(code: "Other"), status: $0) != .throttling })
    }

    @Test("a failure is of the class of its error, unless it is told another")
    func failure() {
        let error = KMSError(.invalidSignature, message: "clock", kmsStatus: 400)
        #expect(AttemptFailure(error).retryClass == .never)
        #expect(AttemptFailure(error, retryClass: .transient).retryClass == .transient)
        #expect(AttemptFailure(KMSError(.init(code: "Other"), message: "", kmsStatus: 503)).retryClass == .transient)
    }
}
