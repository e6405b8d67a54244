// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import Metrics

/// The metrics of a set of remote keys. Labels have few possible values: never a kid, which anybody can write.
struct FetchMetrics: Sendable {
    /// Fetches that brought a set.
    private let fetched = Counter(label: "jwt_kms_jwks_fetches_total", dimensions: [("result", "ok")])
    /// Fetches that brought word that the set is the same (304).
    private let unchanged = Counter(label: "jwt_kms_jwks_fetches_total", dimensions: [("result", "not_modified")])
    /// Fetches that brought nothing, or a set that is refused.
    private let failed = Counter(label: "jwt_kms_jwks_fetches_total", dimensions: [("result", "failed")])
    /// Tokens that named no kid of the issuer's set, before it was fetched for them.
    private let unknownKIDs = Counter(label: "jwt_kms_jwks_unknown_kids_total")

    func countFetched() { fetched.increment() }
    func countUnchanged() { unchanged.increment() }
    func countFailed() { failed.increment() }
    func countUnknownKID() { unknownKIDs.increment() }
}
#endif
