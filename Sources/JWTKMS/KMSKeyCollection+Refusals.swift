// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Synchronization

extension KMSKeyCollection {
    /// Signs with the key of this name. If KMS refuses because the key of a rotation was revoked or retired, signs once more
    /// with the one that the aliases name now.
    ///
    /// - Throws: what `sign` throws; the second refusal, and one that nothing could be done about, as a retryable `KMSError`.
    func signing<Token>(
        by kid: KeyIdentifier?, _ sign: (SigningKey) async throws -> Token
    ) async throws -> Token {
        let key = try await signingKey(kid)
        do {
            return try await sign(key)
        } catch let refusal as KMSError where refusal.endsKey {
            guard case .kms(let binding, _, _, let id) = key.method, let follower = follower(id) else { throw refusal }
            guard
                try await follower.readAfterRefusal({ keys in
                    keys.current.map { !FollowedKeys.isSame($0, binding) } ?? false
                })
            else { throw follower.explaining(refusal) }
            let next = try await signingKey(kid)
            do {
                return try await sign(next)
            } catch let refusal as KMSError where refusal.endsKey {
                throw follower.explaining(refusal)
            }
        }
    }

    /// Verifies with a key of a rotation. If KMS, which verifies, says that the key was revoked or retired, looks once more
    /// whether it still is one of the rotation's.
    ///
    /// - Parameter kid: the name that the token has.
    func verifying<Token>(by kid: KeyIdentifier?, _ verify: () async throws -> Token) async throws -> Token {
        do {
            return try await verify()
        } catch let refusal as KMSError where refusal.endsKey {
            let follower = ring.withLock { $0.sources(of: kid) }.compactMap { $0 as? KeyFollower }.first
            guard let follower, let arn = refusal.keyReference else { throw refusal }
            guard
                try await follower.readAfterRefusal({ keys in
                    !keys.published.contains { KeyAnswer.isSameKey($0.arn, arn) }
                })
            else { throw refusal }
            return try await verify()
        }
    }

    private func follower(_ id: KeyRing.RecordID) -> KeyFollower? {
        ring.withLock { $0.source(id) } as? KeyFollower
    }
}
