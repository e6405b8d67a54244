// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Synchronization

/// Keys that were parsed before, by what they were parsed from: so an entry can't be stale, and a signature
/// need not parse its key again.
final class ParsedKeys: Sendable {
    private let keys = Mutex<[Source: ParsedKey]>([:])
    private static let capacity = 256

    private struct Source: Hashable {
        let material: KeyMaterial
        let spec: KeySpec
    }

    /// The key of this spec that `material` spells.
    ///
    /// - Throws: Whatever the family's parser throws; ``UnexpectedKey`` where there is no such family.
    func key(_ material: KeyMaterial, spec: KeySpec) throws -> ParsedKey {
        let source = Source(material: material, spec: spec)
        if let key = keys.withLock({ $0[source] }) { return key }
        guard let family = KeyFamily.of(spec) else { throw UnexpectedKey() }
        let key = try family.parse(material)
        insert(key, material: material, spec: spec)
        return key
    }

    /// Spares a new key its first parsing.
    func insert(_ key: ParsedKey, material: KeyMaterial, spec: KeySpec) {
        keys.withLock {
            if $0.count >= Self.capacity { $0.removeAll() }
            $0[Source(material: material, spec: spec)] = key
        }
    }
}
