// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Synchronization

/// What is asked of KMS: one GetPublicKey an alias, or one DescribeKey where the keys are HMAC keys. It tells the key, and
/// by its error whether the key can be used.
extension KeyFollower {
    /// What the aliases name now.
    ///
    /// - Throws: `KMSError` where KMS could not be asked.
    func keys(by collection: KMSKeyCollection) async throws -> FollowedKeys {
        let readAt = clock.elapsed()
        var keys = shared.withLock { $0.keys }
        var readings: [(alias: String, reading: FollowedKeys.Reading)] = []
        while let alias = keys.alias(after: readings) {
            readings.append((alias, try await reading(of: alias, keys, collection)))
        }
        keys.take(readings, readAt: readAt, now: clock.elapsed())
        for left in keys.leaving {
            // It may just have been retired or revoked: then it is published no longer.
            if try await isOver(left.key, keys, collection) { keys.drop(left.key) }
        }
        return keys
    }

    private func isOver(_ key: KeyBinding, _ keys: FollowedKeys, _ collection: KMSKeyCollection) async throws -> Bool {
        do {
            return switch try await reading(of: key.arn, keys, collection) {
            case .key: false
            case .absent: true
            case .unusable(let error): [.disabled, .kmsInvalidState].contains(error.kind)
            }
        } catch is KMSError {
            // Its time goes on.
            return false
        }
    }

    private func reading(
        of reference: String, _ keys: FollowedKeys, _ collection: KMSKeyCollection
    ) async throws -> FollowedKeys.Reading {
        do {
            let (key, _) = try await collection.resolve(
                KeyReference(reference), algorithm: algorithm, options: options, needsPublicKey: true)
            if let known = keys.published.first(where: { FollowedKeys.isSame($0, key) }) {
                try KMSKeyCollection.check(key, isStill: known)
            }
            return .key(key)
        } catch let error as KMSError where !error.isRetryable {
            return error.kind == .notFound ? .absent(error) : .unusable(error)
        }
    }
}
