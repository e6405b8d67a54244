// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// Until when tokens of a key may live: no token outlives its key's publication.
struct ExpirationLimit: Sendable {
    /// The longest from a token's making to its `exp`.
    let lifetime: Duration
    /// How long the key is certain to be published, as far as the aliases were read: time of the collection's clock.
    let end: Duration
    /// Whether a later `exp` is brought forward, rather than refused.
    let shortens: Bool
    let alias: String
    /// Why the aliases could not be read since.
    let lastError: KMSError?

    /// From when on a token of the full lifetime could outlive the key, as far as is known: the aliases are to be read.
    var stale: Duration { end - lifetime }

    /// The payload as it may be signed. An `exp` that is less than a second too late is cut to the whole second.
    ///
    /// - Throws: `KMSError` of kind `configuration` where its `exp` is missing, no number or too late; a retryable one where
    ///   the key may not be published any more.
    func applied(to claims: JSONDocument, elapsed: Duration, secondsSince1970 now: Double) throws(KMSError) -> [UInt8] {
        let left = min(lifetime, end - elapsed)
        let latest = now + left.seconds
        let cut = Int64(exactly: latest.rounded(.down)) ?? .max
        // A null counts as no exp.
        let claim = claims.root.member("exp").flatMap { $0.kind == .null ? nil : $0 }
        if let claim {
            guard let expiration = claim.double, expiration.isFinite else {
                throw refusal("exp is no number")
            }
            if expiration <= latest { return claims.bytes }
            // An issuer that rounds up to the whole second means no longer life.
            if left == lifetime, expiration < latest + 1 { return claims.settingExpiration(cut) }
        }
        guard left == lifetime || shortens && left >= .seconds(1) else { throw unread() }
        guard shortens else {
            let which = claim.map { _ in "its exp is later than" } ?? "it has no exp, and is not to live longer than"
            throw refusal("\(which) \(lifetime.text) from now, the tokenLifetime of \(alias)'s rotation")
        }
        return claims.settingExpiration(cut)
    }

    private func refusal(_ reason: String) -> KMSError {
        KMSError(.configuration, message: "no such token is signed: \(reason)", operation: .sign, keyReference: alias)
    }

    private func unread() -> KMSError {
        let why = lastError.map { ": \($0.message)" } ?? ""
        return KMSError(
            lastError?.kind ?? .transport,
            message: "its aliases could not be read for too long, so a token could outlive its key\(why)",
            operation: .sign, keyReference: alias, requestID: lastError?.requestID, isRetryable: lastError?.isRetryable,
            underlying: lastError)
    }
}

extension JSONDocument {
    /// The bytes of this object with this `exp`, in the place of the one that it has.
    fileprivate func settingExpiration(_ seconds: Int64) -> [UInt8] {
        if let claim = root.member("exp") {
            let old = claim.text
            return bytes[..<old.startIndex] + Array("\(seconds)".utf8) + bytes[old.endIndex...]
        }
        let start = root.text.startIndex + 1
        let comma = root.memberCount == 0 ? "" : ","
        return bytes[..<start] + Array("\"exp\":\(seconds)\(comma)".utf8) + bytes[start...]
    }
}
