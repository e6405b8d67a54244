// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import JWTKMS
import KMSAPI
import Logging

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Where calls are logged.
struct CallLog: Sendable {
    let logger: Logger
}

/// One call as it is logged: its operation, key and result, and nothing of what it carried.
struct CallRecord {
    /// What KMS would call the operation; as the caller named it where there is none.
    var operation = ""
    var region: String?
    /// Whose a request says that it is, where that is why it is refused.
    var claim: Authorization?
    let requestID = UUID().uuidString.lowercased()
    private let logger: Logger
    private let start = ContinuousClock.now

    init(_ log: CallLog) { logger = log.logger }

    func answered(_ answer: Operation.Answer, changes: Bool) {
        write(changes ? .info : .debug, key: answer.key, result: "ok", status: 200, requestID)
    }

    func refused(_ error: KMSError, _ answer: ErrorAnswer) {
        write(
            answer.status >= 500 ? .error : .info, key: error.keyReference, result: answer.code, status: answer.status,
            answer.requestID)
    }

    private func write(_ level: Logger.Level, key: String?, result: String, status: Int, _ requestID: String) {
        guard logger.logLevel <= level else { return }
        var metadata: Logger.Metadata = [
            "result": "\(result)", "status": "\(status)",
            "milliseconds": "\(milliseconds)", "request-id": "\(requestID)",
        ]
        if !operation.isEmpty { metadata["operation"] = "\(Excerpt.of(operation))" }
        if let key { metadata["key"] = "\(Excerpt.of(key, limit: 256))" }
        if let region = region ?? claim?.region { metadata["region"] = "\(Excerpt.of(region))" }
        if let claim { metadata["access-key-id"] = "\(Excerpt.of(claim.accessKeyID, limit: 128))" }
        logger.log(level: level, "call of KMS", metadata: metadata)
    }

    /// With three digits behind the point.
    private var milliseconds: Double { ((ContinuousClock.now - start) / .microseconds(1)).rounded() / 1000 }
}
#endif
