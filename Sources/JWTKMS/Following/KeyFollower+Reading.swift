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
            if let reason = try await end(of: left.key, keys, collection) { keys.drop(left.key, reason) }
        }
        return keys
    }

    /// Why a key can't be used any more; nil if it can, or KMS does not tell: then its time goes on.
    private func end(
        of key: KeyBinding, _ keys: FollowedKeys, _ collection: KMSKeyCollection
    ) async throws -> KMSError? {
        do {
            return switch try await reading(of: key.arn, keys, collection) {
            case .key, .denied: nil
            case .absent(let error): error
            case .unusable(let error): [.disabled, .kmsInvalidState].contains(error.kind) ? error : nil
            }
        } catch is KMSError {
            return nil
        }
    }

    private func reading(
        of reference: String, _ keys: FollowedKeys, _ collection: KMSKeyCollection
    ) async throws -> FollowedKeys.Reading {
        do {
            // A rotation has one key at first: that the other aliases do not exist is an answer, not a failure.
            let (key, _) = try await ExpectedAbsence.$isExpected.withValue(reference != keys.aliases.current) {
                try await collection.resolve(
                    KeyReference(reference), algorithm: algorithm, options: options, needsPublicKey: true)
            }
            if let known = keys.published.first(where: { FollowedKeys.isSame($0, key) }) {
                try KMSKeyCollection.check(key, isStill: known)
            }
            return .key(key)
        } catch let error as KMSError where !error.isRetryable && !error.isOfCaller {
            return switch error.kind {
            case .notFound: .absent(error)
            case .accessDenied, .notAuthorized: .denied(error)
            default: .unusable(error)
            }
        }
    }
}

extension KMSError {
    /// Whether it says nothing of the key that was asked for: the client was shut down, or has no credentials that AWS takes.
    fileprivate var isOfCaller: Bool {
        switch kind {
        case .configuration: !(underlying is UnfitKey)
        case .credentials, .expiredToken, .unrecognizedClient, .invalidSignature: true
        default: false
        }
    }
}
