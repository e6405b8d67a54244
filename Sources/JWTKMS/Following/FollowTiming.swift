// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// When a follower reads the aliases.
struct FollowTiming: Sendable {
    private let interval: Duration
    /// When the last reading began.
    private(set) var triedAt: Duration
    /// How many readings failed since the last that did not, and why the last one did.
    private(set) var failures = 0
    private(set) var lastError: KMSError?
    /// When the next one is due. A fleet that was started at once is spread, and none waits longer than the interval.
    private(set) var due: Duration

    init(interval: Duration, now: Duration) {
        self.interval = interval
        (triedAt, due) = (now, now)
    }

    /// From when on nobody reads in the background, so that who uses the keys must: a while after it was due.
    var overdue: Duration { triedAt + interval + interval / 4 }

    /// From when on somebody who waits for a reading may begin one.
    private(set) var retryAt: Duration = .zero

    /// From when on KMS's refusal to sign may begin a reading, and how many readings it has begun in a row.
    private var lookAt: Duration = .zero
    private var looks = 0

    mutating func began(_ now: Duration) { triedAt = now }

    /// KMS refused to sign with the key that the aliases named: whether to read them at once. While that changes nothing, it
    /// is done less and less often, however many tokens are to be signed.
    mutating func looksAfterRefusal(_ now: Duration, chance: Double) -> Bool {
        guard now >= lookAt else { return false }
        looks = now >= lookAt + interval ? 1 : looks + 1
        lookAt = now + pause(looks, chance)
        return true
    }

    /// Another key signs: should KMS refuse that one too, the aliases are read soon.
    mutating func anotherSigns(_ now: Duration) { (looks, lookAt) = (0, min(lookAt, now + .seconds(1))) }

    mutating func succeeded(_ now: Duration, chance: Double) {
        (failures, lastError, retryAt) = (0, nil, now + .seconds(1))
        due = triedAt + interval * (0.8 + 0.2 * chance)
    }

    mutating func failed(_ error: KMSError, _ now: Duration, chance: Double) {
        failures += 1
        lastError = error
        let pause = pause(failures, chance)
        (due, retryAt) = (now + pause, now + pause)
    }

    private func pause(_ count: Int, _ chance: Double) -> Duration {
        min(interval, .seconds(1 << min(count - 1, 6))) * (0.8 + 0.2 * chance)
    }
}
