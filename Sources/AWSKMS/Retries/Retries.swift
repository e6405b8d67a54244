// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Tries a piece of work until it succeeds or another try can't help.
struct Retries: Sendable {
    var policy = RetryPolicy()
    var quota = RetryQuota()
    var timing = Timing()

    /// - Parameters:
    ///   - deadline: a retry that would begin later is not waited for; nil where the caller has a limit of its own.
    ///   - onRetry: told before each wait: which try failed, why, and how long the wait is.
    ///   - attempt: given the number of the try, from 1. A failure that may be worth another try is an
    ///     ``AttemptFailure`` or a `KMSError`; everything else ends the tries.
    /// - Throws: the `KMSError` of the last try; what `attempt` throws; `CancellationError`.
    func run<Value: Sendable>(
        until deadline: Date? = nil, onRetry: (Int, KMSError, Duration) -> Void = { _, _, _ in },
        _ attempt: (Int) async throws -> Value
    ) async throws -> Value {
        var number = 1
        var lastCost: Int?
        while true {
            let failure: AttemptFailure
            do {
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
            let delay = policy.delay(
                beforeRetry: number - 1, failure.retryClass, random: timing.random(), retryAfter: failure.retryAfter)
            if let deadline, timing.now().addingTimeInterval(delay / .seconds(1)) >= deadline { throw failure.error }
            let cost = RetryQuota.cost(of: failure.retryClass)
            guard quota.pay(cost) else { throw failure.error }
            lastCost = cost > 0 ? cost : lastCost ?? 0
            onRetry(number, failure.error, delay)
            if delay > .zero { try await timing.sleep(delay) }
            number += 1
        }
    }
}
