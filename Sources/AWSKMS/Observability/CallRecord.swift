// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Synchronization

/// What happened in a call, for the one line, span and error that tell of it.
final class CallRecord: Sendable {
    private struct Try: Sendable {
        let error: KMSError
        let delay: Duration
    }

    private struct State {
        var attempts = 0
        var requestID: String?
        var retried: [Try] = []
        var corrected: Set<Correction> = []
        var waitsForCredentials = false
    }

    let operation: KMSOperation
    let key: String?
    let region: String
    private let state = Mutex(State())

    init(_ operation: KMSOperation, key: String?, region: String) {
        self.operation = operation
        self.key = key
        self.region = region
    }

    var attempts: Int { state.withLock { $0.attempts } }
    var requestID: String? { state.withLock { $0.requestID } }
    var wasRetried: Bool { state.withLock { !$0.retried.isEmpty } }

    /// Whether credentials are what the call waits for.
    var waitsForCredentials: Bool {
        get { state.withLock { $0.waitsForCredentials } }
        set { state.withLock { $0.waitsForCredentials = newValue } }
    }

    func began(attempt: Int) { state.withLock { $0.attempts = attempt } }

    /// What may be corrected before another try: each once a call, so that an answer which says so each time ends it.
    enum Correction: Sendable {
        case clock, credentials
    }

    /// - Returns: whether it was not corrected before.
    func corrects(_ what: Correction) -> Bool { state.withLock { $0.corrected.insert(what).inserted } }

    func answered(requestID: String?) { state.withLock { $0.requestID = requestID ?? $0.requestID } }

    func willRetry(after error: KMSError, delay: Duration) {
        state.withLock { $0.retried.append(Try(error: error, delay: delay)) }
    }

    /// Each try that failed, and the wait after it: `ThrottlingException (HTTP 400, request id r-1), waited 1.2 s; ...`.
    var history: String {
        let retried = state.withLock { $0.retried }
        let more = retried.count > 8 ? "; and \(retried.count - 8) more" : ""
        return retried.prefix(8).map { attempt in
            var context: [String] = []
            if let status = attempt.error.kmsStatus { context.append("HTTP \(status)") }
            if let id = attempt.error.requestID { context.append("request id \(id)") }
            let suffix = context.isEmpty ? "" : " (\(context.joined(separator: ", ")))"
            return "\(attempt.error.kind)\(suffix), waited \(attempt.delay.forPeople)"
        }.joined(separator: "; ") + more
    }
}
