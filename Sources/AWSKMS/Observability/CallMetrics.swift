// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Metrics

/// The metrics of a client's calls, made once. Labels are the operation and the result: few possible values, and no key.
struct CallMetrics: Sendable {
    private struct Operation: Sendable {
        /// Calls that KMS did.
        let answered: Counter
        /// Calls to which KMS answered, as the caller expected, that there is no such alias.
        let absent: Counter
        /// Calls that failed, after all their tries.
        let failed: Counter
        /// Tries after the first.
        let retries: Counter
        /// How long calls took, all their tries and waits included.
        let duration: Metrics.Timer

        init(_ operation: KMSOperation) {
            let name = ("operation", operation.rawValue)
            answered = Counter(label: "jwt_kms_aws_calls_total", dimensions: [name, ("result", "ok")])
            absent = Counter(label: "jwt_kms_aws_calls_total", dimensions: [name, ("result", "not_found")])
            failed = Counter(label: "jwt_kms_aws_calls_total", dimensions: [name, ("result", "failed")])
            retries = Counter(label: "jwt_kms_aws_retries_total", dimensions: [name])
            duration = Metrics.Timer(label: "jwt_kms_aws_call_duration", dimensions: [name])
        }
    }

    private let operations = [KMSOperation: Operation](
        KMSOperation.all.map { ($0, Operation($0)) }, uniquingKeysWith: { first, _ in first })

    /// - Parameter error: nil where KMS did what it was asked for. A call that its caller cancelled is neither.
    func count(_ record: CallRecord, took duration: Duration, error: (any Error)?) {
        guard !(error is CancellationError), let metrics = operations[record.operation] else { return }
        let counter =
            error == nil ? metrics.answered : ExpectedAbsence.covers(error) ? metrics.absent : metrics.failed
        counter.increment()
        metrics.retries.increment(by: max(0, record.attempts - 1))
        metrics.duration.record(duration: duration)
    }
}
