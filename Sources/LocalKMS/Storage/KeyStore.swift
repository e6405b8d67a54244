// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// Where keys and aliases are kept.
///
/// Each operation of KMS is one call of ``read(_:)`` or ``change(_:)``, so a store needs one lock, and an operation
/// that throws in its middle leaves nothing half done that another could trip over.
protocol KeyStore: Sendable {
    /// Looks at the records, while nobody changes them.
    func read<R: Sendable>(_ body: @escaping @Sendable (any KeyRecords) throws -> R) async throws -> R

    /// Changes the records, while nobody looks at them.
    func change<R: Sendable>(_ body: @escaping @Sendable (inout any KeyRecords) throws -> R) async throws -> R
}

/// The records of a store, while its lock is held.
protocol KeyRecords {
    /// All keys, in the order of their ids.
    func keyIDs() throws -> [KeyID]
    /// A key; nil where there is none.
    ///
    /// - Throws: ``KMSError`` of kind `configuration` where it can't be read.
    func key(_ id: KeyID) throws -> KeyRecord?
    /// All aliases and the keys that they name.
    func aliases() throws -> [AliasName: KeyID]

    /// Adds a key or replaces it.
    mutating func save(_ key: KeyRecord) throws
    /// Removes a key for good.
    mutating func remove(_ id: KeyID) throws
    /// Replaces all aliases.
    mutating func save(_ aliases: [AliasName: KeyID]) throws
}
