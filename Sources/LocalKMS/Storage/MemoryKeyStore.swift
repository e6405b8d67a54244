// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Keys that end with the process.
final class MemoryKeyStore: KeyStore {
    private let records = Mutex(MemoryRecords())

    func read<R: Sendable>(_ body: @escaping @Sendable (any KeyRecords) throws -> R) async throws -> R {
        try records.withLock { try body($0) }
    }

    func change<R: Sendable>(_ body: @escaping @Sendable (any KeyRecords) throws -> R) async throws -> R {
        try records.withLock { try body($0) }
    }
}

private final class MemoryRecords: KeyRecords {
    private var keys: [KeyPlace: KeyRecord] = [:]
    private var targets: [Scope: [AliasName: KeyID]] = [:]
    private var dates: [KeyPlace: Date] = [:]
    /// Sorted when it is asked for, and not again before a key is added or removed.
    private var sorted: [KeyPlace]?

    func places() -> [KeyPlace] {
        let places = sorted ?? keys.keys.sorted()
        sorted = places
        return places
    }

    func key(_ place: KeyPlace) -> KeyRecord? { keys[place] }
    func deletionDates() -> [KeyPlace: Date] { dates }
    func aliases(in scope: Scope) -> [AliasName: KeyID] { targets[scope] ?? [:] }

    func save(_ key: KeyRecord) {
        if keys.updateValue(key, forKey: key.place) == nil { sorted = nil }
        dates[key.place] = key.deletionDate
    }

    func remove(_ place: KeyPlace) {
        keys[place] = nil
        dates[place] = nil
        sorted = nil
    }

    func save(_ aliases: [AliasName: KeyID], in scope: Scope) { targets[scope] = aliases }
}
