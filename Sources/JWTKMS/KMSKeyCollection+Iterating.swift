// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit
import KMSAPI
import Synchronization

extension KMSKeyCollection {
    /// Tries the keys at hand, the one that the token names first, until one verifies the token with its claims.
    func iterate(_ text: [UInt8], _ demanded: Requirements?) throws -> (SignedToken, JSONDocument) {
        let token = try CompactToken(text)
        let header = try TokenHeader(json: token.header)
        let now = clock.elapsed()
        var failure: (any Error)?
        for key in try ring.withLock({ try $0.localVerificationKeys(for: header, now: now) }) {
            guard let index = key.methods.firstIndex(where: { isValidHere(token, by: $0) == true }) else {
                failure = failure ?? key.otherwise
                continue
            }
            do {
                try header.check(algorithm: header.algorithm, type: key.requirements.type, demanded?.type)
                let signed = SignedToken(header: header, payload: token.payload, key: key, method: index)
                return (signed, try checkClaims(signed, demanded).0)
            } catch {
                // The same key may be here twice, with other demands: whoever publishes a copy of ours takes nothing from us.
                failure = error
            }
        }
        throw failure ?? JWTError.signatureVerificationFailed
    }
}
