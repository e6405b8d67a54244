// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Synchronization

/// What the collection asks.
extension KeyFollower: KeySource {
    func use() async throws { beginIfOverdue() }

    func readAgain() async throws {
        // A reading that is under way began before it was asked for, and may not show what the asker has just changed.
        if let flight = shared.withLock({ $0.flight }) { try? await flight.wait() }
        try await read()
        // What could be read is followed all the same.
        if let denial = shared.withLock({ $0.keys.denial }) { throw denial }
    }

    func lookForNewKey(unknownKID: Int?) async -> KeySearch {
        // KMS never changes the key behind an ARN.
        guard unknownKID != nil else { return KeySearch(mayHaveCome: false) }
        beginIfOverdue()
        let flight = shared.withLock { $0.wasOverdue ? $0.flight : nil }
        return KeySearch(mayHaveCome: (try? await flight?.wait()) != nil)
    }

    func prepareToSign() async throws {
        let now = clock.elapsed()
        let isStale = shared.withLock { shared in
            let limit = expirationLimit(shared)
            return limit.map { now >= $0.stale } ?? false && (shared.flight != nil || now >= shared.timing.retryAt)
        }
        guard isStale else { return }
        // What comes of it shows in how long a token may live.
        do { try await read() } catch is KMSError {}
    }

    private func beginIfOverdue() {
        let now = clock.elapsed()
        guard shared.withLock({ $0.flight == nil && now >= $0.timing.overdue }) else { return }
        _ = begin()
    }

    /// Gives the keys to the collection, under the one lock, so that no older set takes the place of a newer one.
    func publish(_ shared: inout Shared) {
        guard let collection = shared.collection, let id = shared.id, let set = set(shared) else { return }
        collection.replace(id, with: set)
    }

    /// The keys as the collection has them; nil before the first reading.
    func set(_ shared: Shared) -> KeySet? {
        guard let current = shared.keys.current else { return nil }
        let members = shared.keys.published.compactMap {
            KeySet.Member($0, algorithm, options, until: shared.timing.overdue)
        }
        var set = KeySet(reference: alias, source: self, members: members)
        set.signing = current.kid
        set.expirationLimit = expirationLimit(shared)
        return set
    }

    private func expirationLimit(_ shared: Shared) -> ExpirationLimit? {
        shared.keys.readAt.map {
            ExpirationLimit(
                lifetime: policy.tokenLifetime, end: $0 + policy.publicationAfterReading, shortens: shortensExpiration,
                alias: alias, lastError: shared.timing.lastError ?? shared.keys.troubles[alias])
        }
    }
}

extension RotationPolicy {
    /// How long after an alias was read its key is published at least, in the worst case: what was read was behind by the
    /// settling time, and another key signed just then.
    var publicationAfterReading: Duration { retained - settling - leeway - clockSkew }
}
