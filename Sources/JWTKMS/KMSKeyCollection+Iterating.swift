// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit
import KMSAPI
import Synchronization

extension KMSKeyCollection {
    /// Tries the keys at hand, the one that the token names first, until one verifies the token with its claims.
    ///
    /// Where nobody reads the aliases of a rotation in the background, that is begun: once, however many tokens come. Only a
    /// token of none of the keys waits for it.
    func iterate(_ text: [UInt8], _ demanded: Requirements?) async throws -> (SignedToken, JSONDocument) {
        let followers = followers
        for follower in followers { try await follower.use() }
        do {
            return try iterateHere(text, demanded)
        } catch let error where error is KMSError || (error as? JWTError)?.errorType == .signatureVerificationFailed {
            var mayHaveCome = false
            // All aliases are read, whichever kid it is.
            for follower in followers where await follower.lookForNewKey(unknownKID: 0).mayHaveCome {
                mayHaveCome = true
            }
            try Task.checkCancellation()
            guard mayHaveCome else { throw error }
            return try iterateHere(text, demanded)
        }
    }

    private func iterateHere(_ text: [UInt8], _ demanded: Requirements?) throws -> (SignedToken, JSONDocument) {
        let token = try CompactToken(text, expectsPadding: nil)
        let header = try TokenHeader(json: token.header)
        let now = clock.elapsed()
        var failure: (any Error)?
        for key in try ring.withLock({ try $0.localVerificationKeys(for: header, now: now) }) {
            guard let index = key.methods.firstIndex(where: { isValidHere(token, by: $0) == true }) else {
                failure = failure ?? key.otherwise
                continue
            }
            do {
                try token.padding.check(key.requirements, demanded)
                try header.check(algorithm: header.algorithm, type: key.requirements.type, demanded?.type)
                let signed = SignedToken(header: header, payload: token.payload, key: key, method: index)
                return (signed, try checkClaims(signed, demanded).0)
            } catch {
                // The same key may be here twice, with other demands: whoever publishes a copy of ours takes nothing from us.
                failure = error
            }
        }
        if let failure = failure ?? ring.withLock({ $0.whyUnchecked(token.payload) }) { throw failure }
        throw JWTError.signatureVerificationFailed
    }
}
