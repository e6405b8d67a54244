// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Logging
import Synchronization

// Keys that come and go together.
extension KMSKeyCollection {
    /// Adds the keys of a source.
    ///
    /// - Returns: what they are replaced by.
    /// - Throws: `KMSError` of kind `configuration` where another key has the name of one.
    package func add(_ set: KeySet, isDefault: Bool? = false) throws(KMSError) -> KeySetID {
        let now = clock.elapsed()
        return KeySetID(
            record: try ring.withLock { ring throws(KMSError) in
                try ring.add(.set(set), isDefault: isDefault, now: now)
            })
    }

    /// The keys of a source take the place of those that it gave before; nothing where they were removed. What has the
    /// name of another key of the collection is left out, and logged.
    package func replace(_ id: KeySetID, with set: KeySet) {
        for kid in ring.withLock({ $0.replace(id.record, with: set) }) {
            logger?.error(
                "passed over a key whose kid another key of the collection has",
                metadata: ["kid": "\(kid)", "from": "\(set.reference)"])
        }
    }

    /// What users are told of the keys.
    package func keys(of id: KeySetID) -> [KMSKeyInfo] {
        let now = clock.elapsed()
        return ring.withLock { $0.info(id.record, now: now) }
    }

    /// Whether the keys are still there, and were not removed.
    package func has(_ id: KeySetID) -> Bool { ring.withLock { $0.records[id.record] != nil } }
}

/// Names the keys of a source in their collection.
package struct KeySetID: Sendable {
    let record: KeyRing.RecordID
}
