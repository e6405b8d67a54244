// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// When keys are gone: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html and, for those of several
// Regions, https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-delete.html
extension Lookup {
    /// The key that is in a place; nil where there is none, or none any more.
    func living(_ place: KeyPlace) throws -> KeyRecord? {
        guard let key = try records.key(place) else { return nil }
        let settled = try settled(key)
        return settled.isOver(at: now) ? nil : settled
    }

    /// Whether a key is there. One whose file can't be read is.
    func isThere(_ place: KeyPlace) -> Bool {
        do { return try living(place) != nil } catch { return true }
    }

    /// The replicas of a primary key that are there.
    func livingReplicas(of key: KeyRecord) throws -> [KeyPlace] { try replicas(of: key).filter(isThere) }

    /// Removes the keys whose time is over, and the aliases that name them.
    func removeOverdue() throws {
        for (place, _) in try records.deletionDates().filter({ $0.value <= now }).sorted(by: { $0.key < $1.key }) {
            // While the aliases can't be read the key stays, though nobody sees it: else its names would be nobody's.
            guard let aliases = try? records.aliases(in: place.scope) else { continue }
            // Aliases first: ended in between, there is a key without a name, and no name without a key.
            if aliases.values.contains(place.id) {
                try records.save(aliases.filter { $0.value != place.id }, in: place.scope)
            }
            try settlePrimary(of: place)
            try records.remove(place)
        }
    }

    /// Begins the waiting period of a primary key, where this is the last of its replicas and goes now.
    private func settlePrimary(of place: KeyPlace) throws {
        for other in try relatives(of: place) {
            guard let key = try? records.key(other), key.state == .pendingReplicaDeletion else { continue }
            let settled = try settled(key)
            if settled.state != key.state { try records.save(settled) }
        }
    }

    /// The key as it is now: a replica can be used once it is created, and a primary key that waited for its replicas
    /// waits for its own end once the last of them is gone.
    private func settled(_ key: KeyRecord) throws -> KeyRecord {
        if key.state == .creating { return created(key) }
        guard key.state == .pendingReplicaDeletion else { return key }
        var ends: [Date] = []
        for place in try replicas(of: key) {
            // One that can't be read is there.
            guard let replica = try? records.key(place), replica.isOver(at: now) else { return key }
            replica.deletionDate.map { ends.append($0) }
        }
        var settled = key
        settled.state = .pendingDeletion
        settled.deletionDate = (ends.max() ?? now).addingTimeInterval(Double(key.pendingWindowInDays ?? 30) * 86_400)
        settled.pendingWindowInDays = nil
        return settled
    }

    private func created(_ key: KeyRecord) -> KeyRecord {
        guard let readyDate = key.readyDate, readyDate <= now else { return key }
        var created = key
        created.state = .enabled
        created.readyDate = nil
        return created
    }

    private func replicas(of key: KeyRecord) throws -> [KeyPlace] {
        key.multiRegionKeyType == .primary ? try relatives(of: key.place) : []
    }
}
