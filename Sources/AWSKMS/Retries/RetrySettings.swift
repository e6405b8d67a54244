// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// How calls are retried, as the user set it.
///
/// See [Retry behavior](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html).
struct RetrySettings: Sendable, Equatable {
    var policy: RetryPolicy
    /// Whether the user set the number of tries, which then holds for all calls.
    var isGiven: Bool
    /// What the user asked for and does not get, to be logged once; nil for nothing.
    var notice: String?

    private static let attempts = Setting("AWS_MAX_ATTEMPTS", "max_attempts")
    private static let mode = Setting("AWS_RETRY_MODE", "retry_mode")

    /// What was given in code, in `AWS_MAX_ATTEMPTS` and `AWS_RETRY_MODE`, or as `max_attempts` and `retry_mode` in the
    /// profile.
    ///
    /// - Parameters:
    ///   - maximumAttempts: all tries, the first included.
    ///   - mode: `standard`; `adaptive` and `legacy` are taken as `standard`, and the notice says so.
    /// - Throws: `KMSError` of kind `configuration` for another mode, and for attempts that are no whole number from 1.
    static func find(
        maximumAttempts: Int? = nil, mode: String? = nil, _ environment: Environment, _ config: SharedConfig
    ) throws(KMSError) -> RetrySettings {
        var policy = RetryPolicy()
        let given = maximumAttempts.map { Found(String($0), from: .code) } ?? attempts.find(environment, config)
        if let given {
            guard let number = Int(given.value), number >= 1 else {
                throw attempts.refusal(given, "a whole number from 1 up: all tries, with the first")
            }
            policy.maximumAttempts = number
        }
        let found = mode.map { Found($0, from: .code) } ?? Self.mode.find(environment, config)
        return RetrySettings(policy: policy, isGiven: given != nil, notice: try found.flatMap(notice))
    }

    private static func notice(_ mode: Found<String>) throws(KMSError) -> String? {
        switch mode.value.lowercased() {
        case "standard": nil
        case "adaptive", "legacy":
            "the retry mode \(mode.value) (\(mode.origin)) is not made here: retries are as in the mode standard"
        default: throw Self.mode.refusal(mode, "standard (or adaptive or legacy, which are taken as standard)")
        }
    }
}
