// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What keys were last used for, since this process opened the KMS. It is not stored: each signature would rewrite the
/// file of its key.
final class KeyUsages: Sendable {
    let start: Date
    private let latest = Mutex<[String: KeyLastUsage]>([:])

    init(start: Date) { self.start = start }

    /// Notes a successful use of a key.
    func note(_ operation: KMSOperation, ofKey arn: String, at date: Date) {
        let usage = KeyLastUsage(operation: operation.rawValue, timestamp: date)
        latest.withLock { $0[arn] = usage }
    }

    /// The last use of a key; nil if there was none.
    func latest(ofKey arn: String) -> KeyLastUsage? { latest.withLock { $0[arn] } }
}
