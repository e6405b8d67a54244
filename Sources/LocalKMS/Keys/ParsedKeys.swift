// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Synchronization

/// Private keys that were parsed before, by what they were parsed from: so an entry can't be stale, and a signature
/// need not parse its key again.
final class ParsedKeys: Sendable {
    private let keys = Mutex<[Source: any SigningKey]>([:])
    private static let capacity = 256

    private struct Source: Hashable {
        let pem: PrivateKeyPEM
        let spec: KeySpec
    }

    /// The key of this spec that `pem` spells.
    ///
    /// - Throws: Whatever the family's parser throws; ``UnexpectedKey`` where there is no such family.
    func key(_ pem: PrivateKeyPEM, spec: KeySpec) throws -> any SigningKey {
        let source = Source(pem: pem, spec: spec)
        if let key = keys.withLock({ $0[source] }) { return key }
        guard let family = KeyFamily.of(spec) else { throw UnexpectedKey() }
        let key = try family.parse(pem)
        insert(key, pem: pem, spec: spec)
        return key
    }

    /// Spares a new key its first parsing.
    func insert(_ key: any SigningKey, pem: PrivateKeyPEM, spec: KeySpec) {
        keys.withLock {
            if $0.count >= Self.capacity { $0.removeAll() }
            $0[Source(pem: pem, spec: spec)] = key
        }
    }
}
