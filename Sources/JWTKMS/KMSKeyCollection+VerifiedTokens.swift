// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit
import KMSAPI

extension KMSKeyCollection {
    /// The payload of a token, as it was found good before or as it is found now. Of many that ask at once, one verifies.
    func remembered<Payload: JWTPayload>(
        _ text: [UInt8], _ type: Payload.Type, _ demanded: Requirements?, in tokens: VerifiedTokens
    ) async throws -> (Payload, any JWTAlgorithm) {
        let id = VerifiedTokens.ID(digest: TokenDigest(of: text), type: ObjectIdentifier(type), demands: demanded)
        while true {
            switch tokens.claim(id) {
            case .known(let entry):
                if isUsable(entry), let payload = entry.payload as? Payload { return (payload, entry.algorithm) }
                tokens.forget(entry)
            case .mine(let flight):
                do {
                    let (payload, verified) = try await verified(id, text, type, demanded)
                    tokens.ended(flight, id, Self.isWorthRemembering(verified) ? verified : nil)
                    return (payload, verified.algorithm)
                } catch {
                    tokens.ended(flight, id, nil, isLeft: error is CancellationError)
                    throw error
                }
            case .others(let flight):
                do {
                    try await flight.wait()
                } catch is Flight.Abandoned {
                    // Who verified was cancelled: one of those who waited does it now, for all.
                    continue
                }
                if let entry = tokens.find(id), isUsable(entry), let payload = entry.payload as? Payload {
                    return (payload, entry.algorithm)
                }
                // It was no good, or is forgotten already: not every one of many waits for the one before.
                let (payload, verified) = try await verified(id, text, type, demanded)
                return (payload, verified.algorithm)
            }
        }
    }

    private func verified<Payload: JWTPayload>(
        _ id: VerifiedTokens.ID, _ text: [UInt8], _ type: Payload.Type, _ demanded: Requirements?
    ) async throws -> (Payload, VerifiedTokens.Entry) {
        let signed = try await verifySignature(text, requiring: demanded)
        let (claims, period) = try checkClaims(signed, demanded)
        let payload = try decode(type, claims, signed.header, by: signed.key.parser) { text }
        let entry = VerifiedTokens.Entry(
            id: id, payload: payload, kid: signed.header.kid, key: signed.key, method: signed.method, period: period,
            bytes: text.count)
        return (payload, entry)
    }

    /// Not where its time or its key's is over, or the key has changed: then it is verified anew, which tells why.
    private func isUsable(_ entry: VerifiedTokens.Entry) -> Bool {
        guard entry.period.contains(clock.secondsSince1970()), readyKey(entry.kid)?.holds(entry.key) == true else {
            return false
        }
        metrics.countRememberedToken()
        return true
    }

    /// Not what KMS verified: it may say otherwise the next time.
    private static func isWorthRemembering(_ entry: VerifiedTokens.Entry) -> Bool {
        if case .remote = entry.key.methods[entry.method] { return false }
        return true
    }
}
