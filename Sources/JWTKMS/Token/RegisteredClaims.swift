// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The claims that the collection checks by itself, whether or not the user's payload type looks at them:
/// RFC 7519 section 4.1.
struct RegisteredClaims {
    let document: JSONDocument
    /// Seconds since 1970.
    let now: Double

    /// Checks `exp` and `nbf`, and what key and call demand.
    ///
    /// - Returns: when the token is good: seconds since 1970.
    /// - Throws: `JWTError.claimVerificationFailure`.
    func check(_ key: VerificationKey, _ call: Requirements?) throws -> Range<Double> {
        let leeway = max(key.requirements.leewayInSeconds, call?.leewayInSeconds ?? 0)
        let isRequired = key.requirements.requiresExpiration || call?.requiresExpiration == true
        let end = try checkExpiration(leeway: leeway, isRequired: isRequired)
        let begin = try checkNotBefore(leeway: leeway)
        try checkIssuer(key.requirements)
        if let call { try checkIssuer(call) }
        if let audience = key.requirements.audience { try checkAudience(audience) }
        if let audience = call?.audience { try checkAudience(audience) }
        return begin..<end
    }

    /// Checks that `exp` and `nbf` are dates, whatever the time.
    ///
    /// - Parameter limit: what has looked at `exp` already.
    /// - Throws: `JWTError.claimVerificationFailure`.
    static func checkDates(of document: JSONDocument, besides limit: ExpirationLimit?) throws(JWTError) {
        let claims = RegisteredClaims(document: document, now: 0)
        _ = try claims.numericDate("nbf")
        if limit == nil { _ = try claims.numericDate("exp") }
    }

    private func checkExpiration(leeway: Double, isRequired: Bool) throws -> Double {
        guard let expiration = try numericDate("exp") else {
            guard !isRequired else { throw Self.failure("the token has no exp, and must have one") }
            return .infinity
        }
        guard now < expiration + leeway else {
            let date = Self.date(expiration)
            throw Self.failure(
                "the token expired at \(date.formatted(.iso8601)), \(Self.time(now - expiration)) ago",
                ExpirationClaim(value: date))
        }
        return expiration + leeway
    }

    private func checkNotBefore(leeway: Double) throws -> Double {
        guard let notBefore = try numericDate("nbf") else { return -.infinity }
        guard now >= notBefore - leeway else {
            let date = Self.date(notBefore)
            throw Self.failure(
                "the token is not valid before \(date.formatted(.iso8601)), in \(Self.time(notBefore - now)) (nbf)",
                NotBeforeClaim(value: date))
        }
        return notBefore - leeway
    }

    private func checkIssuer(_ requirements: Requirements) throws {
        let claim = document.root.member("iss")
        guard !requirements.isMet(byIssuer: claim), let issuer = requirements.issuer else { return }
        guard let claim else { throw Self.failure("the token has no iss, and must have \(issuer)") }
        guard let found = claim.string else { throw Self.failure("the token's iss is not a string") }
        throw Self.failure("the token's iss is \(Excerpt.of(found, limit: 256)), and must be \(issuer)")
    }

    private func checkAudience(_ audience: String) throws {
        guard let claim = document.root.member("aud") else {
            throw Self.failure("the token has no aud, and must be meant for \(audience)")
        }
        let members = claim.kind == .array ? Array(claim.elements) : [claim]
        guard members.allSatisfy({ $0.kind == .string }) else {
            throw Self.failure("the token's aud is neither a string nor an array of strings")
        }
        guard members.contains(where: { $0.equals(audience) }) else {
            throw Self.failure("the token is not meant for \(audience) (aud)")
        }
    }

    /// A NumericDate, RFC 7519 section 2: a number, fractions allowed. Null is none, and is refused as any other
    /// claim of the wrong type is: a token must not live for ever by a slip of its issuer.
    private func numericDate(_ name: StaticString) throws(JWTError) -> Double? {
        guard let claim = document.root.member(name) else { return nil }
        guard let seconds = claim.double, seconds.isFinite else {
            throw Self.failure("the token's \(name) is not a finite number")
        }
        return seconds
    }

    /// What is shown to people stays within the years that a calendar can write.
    private static func date(_ seconds: Double) -> Date {
        Date(timeIntervalSince1970: min(max(seconds, -62_135_596_800), 253_402_300_799))
    }

    /// A distance for people: `2h 5m`.
    private static func time(_ seconds: Double) -> String {
        Duration.seconds(Int64(min(max(seconds, 0), 9e9))).text
    }

    private static func failure(_ reason: String, _ claim: (any JWTClaim)? = nil) -> JWTError {
        .claimVerificationFailure(failedClaim: claim, reason: reason)
    }
}

extension Requirements {
    /// Whether an `iss` is one of those that are demanded, byte for byte.
    func isMet(byIssuer claim: JSONNode?) -> Bool {
        guard let issuer else { return true }
        return claim.map { claim in claim.equals(issuer) || otherIssuers.contains { claim.equals($0) } } ?? false
    }

    fileprivate var leewayInSeconds: Double {
        guard leeway != .zero else { return 0 }
        // `components` of a Duration beyond Int64 seconds end the process.
        return min(max(leeway, .seconds(Int64.min / 2)), .seconds(Int64.max / 2)).seconds
    }
}
