// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKMS
import Synchronization

/// A clock that a test moves by hand.
final class HandClock: Sendable {
    private let elapsed = Mutex(Duration.zero)

    func advance(by duration: Duration) { elapsed.withLock { $0 += duration } }

    var clock: CollectionClock {
        CollectionClock(
            elapsed: { self.elapsed.withLock { $0 } },
            secondsSince1970: { 1_800_000_000 + Double(self.elapsed.withLock { $0.components.seconds }) })
    }
}
