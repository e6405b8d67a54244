// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Metrics

/// The metrics of a collection. Labels have few possible values: never a kid, which anybody can write.
struct CollectionMetrics: Sendable {
    /// Tokens that verified.
    private let verified = Counter(label: "jwt_kms_verifications_total", dimensions: [("result", "ok")])
    /// Tokens that were refused.
    private let refused = Counter(label: "jwt_kms_verifications_total", dimensions: [("result", "bad_token")])
    /// Tokens that could not be checked.
    private let unchecked = Counter(label: "jwt_kms_verifications_total", dimensions: [("result", "unavailable")])
    /// Tokens that were verified before and are remembered; they count as verified too.
    private let remembered = Counter(label: "jwt_kms_verified_token_cache_hits_total")
    /// Tokens that were signed.
    private let signed = Counter(label: "jwt_kms_signatures_total", dimensions: [("result", "ok")])
    /// Tokens that could not be signed.
    private let unsigned = Counter(label: "jwt_kms_signatures_total", dimensions: [("result", "failed")])
    /// Signatures that KMS answered and that did not verify. Anything but 0 wants somebody to look.
    private let selfCheckFailures = Counter(label: "jwt_kms_self_check_failures_total")
    /// GetPublicKey calls.
    private let publicKeyFetches = Counter(label: "jwt_kms_public_key_fetches_total")

    /// Readings of a rotation's aliases: all well; one kept its last good state; KMS could not be asked.
    private let polls = Dictionary(
        uniqueKeysWithValues: PollResult.allCases.map {
            ($0, Counter(label: "jwt_kms_rotation_polls_total", dimensions: [("result", $0.rawValue)]))
        })

    enum PollResult: String, CaseIterable {
        case ok
        case kept
        case failed
    }

    func countPoll(_ result: PollResult) { polls[result]?.increment() }
    func countVerified() { verified.increment() }
    func countRememberedToken() { remembered.increment() }
    func countSigned() { signed.increment() }
    func countSelfCheckFailure() { selfCheckFailures.increment() }
    func countPublicKeyFetch() { publicKeyFetches.increment() }

    func countUnsigned(_ error: any Error) {
        if !(error is CancellationError) { unsigned.increment() }
    }

    func countUnverified(_ error: any Error) {
        switch error {
        case is KMSError: unchecked.increment()
        case is CancellationError: break
        default: refused.increment()
        }
    }
}
