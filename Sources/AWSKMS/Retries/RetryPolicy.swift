// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// How often a call is tried, and how long it waits between. By default it is the SDKs' standard mode, version 2.1.
///
/// See [Retry behavior](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html).
struct RetryPolicy: Sendable, Equatable {
    /// All tries, the first included; at least 1.
    var maximumAttempts = 3
    var transientBase: Duration = .milliseconds(50)
    var throttlingBase: Duration = .seconds(1)
    /// The factor from one delay to the next.
    var growth = 2
    var maximumDelay: Duration = .seconds(20)
    /// Which share of a delay chance can't shorten: 0 is full jitter.
    var leastShare = 0.0

    /// For calls that change nothing: they go on until their time limit.
    ///
    /// Delays of at least 80 % keep a call to 3 tries in its first second, which full jitter can't promise. The longest
    /// one lets 1,000 calls succeed within a second after an outage.
    static let patient = RetryPolicy(
        maximumAttempts: .max, throttlingBase: .milliseconds(400), growth: 8, maximumDelay: .milliseconds(800),
        leastShare: 0.8)

    /// What a server may add to the delay that chance gave.
    static let maximumServerDelay: Duration = .seconds(5)

    /// How long to wait before a retry.
    ///
    /// - Parameters:
    ///   - retry: 0 for the first, which is the second try.
    ///   - random: from 0 up to 1: jitter, so that clients that failed together do not come back together.
    ///   - retryAfter: what the server asked for.
    func delay(
        beforeRetry retry: Int, _ retryClass: RetryClass, random: Double, retryAfter: Duration?
    ) -> Duration {
        if retryClass == .corrected { return .zero }
        let base = retryClass == .throttling ? throttlingBase : transientBase
        var longest = base
        for _ in 0..<min(retry, 16) { longest *= growth }
        let delay = min(longest, maximumDelay) * share(random)
        guard let retryAfter else { return delay }
        return min(max(retryAfter, delay), delay + Self.maximumServerDelay)
    }

    /// The delay that all but the first ones have.
    func longestDelay(random: Double) -> Duration { maximumDelay * share(random) }

    private func share(_ random: Double) -> Double { leastShare + (1 - leastShare) * random }
}
