// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Where keys and aliases are kept.
///
/// Each operation of KMS is one call of ``read(_:)`` or ``change(_:)``, so a store needs one lock, and an operation
/// that throws in its middle leaves nothing half done that another could trip over.
protocol KeyStore: Sendable {
    /// Looks at the records, while nobody changes them.
    func read<R: Sendable>(_ body: @escaping @Sendable (any KeyRecords) throws -> R) async throws -> R

    /// Changes the records, while nobody looks at them.
    func change<R: Sendable>(_ body: @escaping @Sendable (any KeyRecords) throws -> R) async throws -> R
}

/// The records of a store, while its lock is held.
protocol KeyRecords: AnyObject {
    /// Where all keys are, in order.
    func places() throws -> [KeyPlace]
    /// A key; nil where there is none.
    ///
    /// - Throws: ``KMSError`` of kind `configuration` where it can't be read.
    func key(_ place: KeyPlace) throws -> KeyRecord?
    /// The keys that are to be deleted, and when.
    func deletionDates() throws -> [KeyPlace: Date]
    /// All aliases of a Region and the keys that they name.
    func aliases(in scope: Scope) throws -> [AliasName: KeyID]

    /// Adds a key or replaces it.
    func save(_ key: KeyRecord) throws
    /// Removes a key for good.
    func remove(_ place: KeyPlace) throws
    /// Replaces all aliases of a Region.
    func save(_ aliases: [AliasName: KeyID], in scope: Scope) throws
}
