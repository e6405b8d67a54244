// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Tries a piece of work until it succeeds, another try can't help, or no more are allowed.
struct Retries: Sendable {
    var policy = RetryPolicy()
    var quota = RetryQuota()
    var timing = Timing()

    /// The same with another policy; the quota is shared.
    func following(_ policy: RetryPolicy) -> Retries { Retries(policy: policy, quota: quota, timing: timing) }

    /// - Parameters:
    ///   - deadline: a retry that would begin later is not waited for; nil if the caller has a limit of its own.
    ///   - admission: admits each try; nil if none has to wait.
    ///   - onRetry: told before each retry: which try failed, why, and how long the wait was.
    ///   - attempt: given the number of the try, from 1. A failure that may be worth another try is an
    ///     ``AttemptFailure`` or a `KMSError`; everything else ends the tries.
    /// - Throws: the `KMSError` of the last try; what `attempt` throws; `CancellationError`.
    func run<Value: Sendable>(
        until deadline: Date? = nil, admittedBy admission: Admission? = nil,
        onRetry: (Int, KMSError, Duration) -> Void = { _, _, _ in }, _ attempt: (Int) async throws -> Value
    ) async throws -> Value {
        var number = 1
        var lastCost: Int?
        var retry: (after: KMSError, waited: Duration)?
        while true {
            let begin = timing.now()
            try await admission?.enter(until: deadline ?? .distantFuture)
            if let retry {
                let waited = Duration.milliseconds(Int((timing.now().timeIntervalSince(begin) * 1000).rounded()))
                onRetry(number - 1, retry.after, retry.waited + waited)
            }
            let failure: AttemptFailure
            do {
                defer { admission?.leave() }
                let value = try await attempt(number)
                quota.refund(lastCost)
                return value
            } catch let thrown as AttemptFailure {
                failure = thrown
            } catch let thrown as KMSError {
                failure = AttemptFailure(thrown)
            }
            // In this order, so that nothing is paid for a retry that is not made.
            guard failure.retryClass != .never, number < policy.maximumAttempts else { throw failure.error }
            retry = (failure.error, .zero)
            number += 1
            // The quota is for single errors. During an outage admission makes the call wait.
            if failure.retryClass != .corrected, admission?.isOutage == true { continue }
            let delay = policy.delay(
                beforeRetry: number - 2, failure.retryClass, random: timing.random(), retryAfter: failure.retryAfter)
            if let deadline, timing.now().addingTimeInterval(delay / .seconds(1)) >= deadline { throw failure.error }
            let cost = RetryQuota.cost(of: failure.retryClass)
            guard quota.pay(cost) else { throw failure.error }
            lastCost = cost > 0 ? cost : lastCost ?? 0
            retry?.waited = delay
            if delay > .zero { try await timing.sleep(delay) }
        }
    }
}
