// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Synchronization

/// Keys that end with the process.
final class MemoryKeyStore: KeyStore {
    private let records = Mutex(MemoryRecords())

    func read<R: Sendable>(_ body: @escaping @Sendable (any KeyRecords) throws -> R) async throws -> R {
        // On a copy of the records: nobody waits for whoever looks.
        try body(records.withLock { $0 })
    }

    func change<R: Sendable>(_ body: @escaping @Sendable (inout any KeyRecords) throws -> R) async throws -> R {
        try records.withLock { records in
            var changed: any KeyRecords = records
            let result = try body(&changed)
            if let changed = changed as? MemoryRecords { records = changed }
            return result
        }
    }
}

private struct MemoryRecords: KeyRecords, Sendable {
    private var keys: [KeyID: KeyRecord] = [:]
    private var targets: [AliasName: KeyID] = [:]

    func keyIDs() -> [KeyID] { keys.keys.sorted() }
    func key(_ id: KeyID) -> KeyRecord? { keys[id] }
    func aliases() -> [AliasName: KeyID] { targets }

    mutating func save(_ key: KeyRecord) { keys[key.id] = key }
    mutating func remove(_ id: KeyID) { keys[id] = nil }
    mutating func save(_ aliases: [AliasName: KeyID]) { targets = aliases }
}
