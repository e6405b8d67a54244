// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// How often a call is tried, and how long it waits between: the SDKs' standard mode, version 2.1.
///
/// See [Retry behavior](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html).
struct RetryPolicy: Sendable, Equatable {
    /// All tries, the first included; at least 1.
    var maximumAttempts = 3
    var transientBase: Duration = .milliseconds(50)
    var throttlingBase: Duration = .seconds(1)
    var maximumDelay: Duration = .seconds(20)

    /// What a server may add to the delay that chance gave.
    static let maximumServerDelay: Duration = .seconds(5)

    /// How long to wait before a retry.
    ///
    /// - Parameters:
    ///   - retry: 0 for the first, which is the second try.
    ///   - random: from 0 up to 1: full jitter, so that clients that failed together do not come back together.
    ///   - retryAfter: what the server asked for.
    func delay(
        beforeRetry retry: Int, _ retryClass: RetryClass, random: Double, retryAfter: Duration?
    ) -> Duration {
        if retryClass == .corrected { return .zero }
        let base = retryClass == .throttling ? throttlingBase : transientBase
        // 2^16 times the base is past every limit, and no shift overflows.
        let delay = min(base * (1 << min(retry, 16)), maximumDelay) * random
        guard let retryAfter else { return delay }
        return min(max(retryAfter, delay), delay + Self.maximumServerDelay)
    }
}
