// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

// What the state of a key forbids: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
extension Lookup {
    /// Refuses a key that can't be used for cryptography now.
    func checkUsable(_ key: KeyRecord) throws {
        try checkNotPendingDeletion(key)
        guard key.state != .creating else { throw KMSError(.kmsInvalidState, message: "\(key.arn) is creating.") }
        guard key.state == .enabled else { throw KMSError(.disabled, message: "\(key.arn) is disabled.") }
    }

    /// Refuses a key that is to be deleted.
    func checkNotPendingDeletion(_ key: KeyRecord) throws {
        switch key.state {
        case .pendingDeletion: throw KMSError(.kmsInvalidState, message: "\(key.arn) is pending deletion.")
        case .pendingReplicaDeletion:
            throw KMSError(.kmsInvalidState, message: "\(key.arn) is pending replica deletion.")
        default: break
        }
    }

    /// Refuses a key that is not made for a usage, or does not serve an algorithm of it.
    func check<Algorithm: Equatable>(
        _ key: KeyRecord, isFor usage: KeyUsage, serves algorithm: Algorithm, _ served: [Algorithm]?
    ) throws {
        guard key.usage == usage else {
            throw KMSError(
                .invalidKeyUsage,
                message: "\(key.arn) key usage is \(key.usage) which is not valid for \(operation).")
        }
        guard served?.contains(algorithm) ?? false else {
            throw KMSError(
                .invalidKeyUsage, message: "Algorithm \(algorithm) is incompatible with key spec \(key.spec).")
        }
    }
}
