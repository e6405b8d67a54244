// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What a follower knows of a rotation's keys: a state machine, what KMS said of each alias in and keys out, no I/O.
///
/// An alias that can't be followed keeps the last good state. A key that no alias names any more stays published for as
/// long as a change may take to get around: others may sign with it still, and KMS itself may show the aliases as they were.
struct FollowedKeys: Sendable {
    /// What KMS said of an alias.
    enum Reading: Sendable {
        case key(KeyBinding)
        /// There is no such alias.
        case absent(KMSError)
        /// It names a key that can't be used: disabled, of the wrong kind, one that this process may not look at.
        case unusable(KMSError)
    }

    /// A key that no alias names any more.
    struct Leaving: Sendable {
        let key: KeyBinding
        let until: Duration
    }

    let aliases: RotationAliases
    private let reach: Duration
    /// The last good key of each alias.
    private(set) var named: [String: KeyBinding] = [:]
    /// Why an alias keeps its last good state.
    private(set) var troubles: [String: KMSError] = [:]
    private(set) var leaving: [Leaving] = []
    /// When the last reading began that told of the one that signs: what it showed was true then, but for what KMS itself
    /// was behind.
    private(set) var readAt: Duration?

    init(_ aliases: RotationAliases, policy: RotationPolicy) {
        self.aliases = aliases
        reach = policy.reach
    }

    /// The key that signs; nil before the first reading.
    var current: KeyBinding? { named[aliases.current] }

    /// All that are published, each once, the one that signs first.
    var published: [KeyBinding] { namedKeys + leaving.map(\.key) }

    private var namedKeys: [KeyBinding] {
        var keys: [KeyBinding] = []
        for alias in [aliases.current, aliases.next] + previousAliases {
            guard let key = named[alias], !keys.holds(key) else { continue }
            keys.append(key)
        }
        return keys
    }

    /// The aliases of keys before, the latest first.
    private var previousAliases: [String] { (0..<RotationAliases.mostPrevious).map(aliases.previous) }

    /// The alias to read after these; nil where all are read. Keys move from the next one to the current one and on to those
    /// before, and have the new name before they lose the old: read in this order, none is passed over.
    func alias(after readings: [(alias: String, reading: Reading)]) -> String? {
        guard let last = readings.last else { return aliases.next }
        if last.alias == aliases.next { return aliases.current }
        let rest =
            last.alias == aliases.current
            ? previousAliases : Array(previousAliases.drop { $0 != last.alias }.dropFirst())
        // Behind one that is absent there is none, but for what somebody's own hand did.
        let ends = if case .absent = last.reading, last.alias != aliases.current { true } else { false }
        return ends ? rest.first { named[$0] != nil } : rest.first
    }

    /// What KMS said of all aliases, at a time.
    mutating func take(_ readings: [(alias: String, reading: Reading)], readAt: Duration, now: Duration) {
        let before = published
        troubles = [:]
        for (alias, reading) in readings {
            switch reading {
            // The one that is known has its public key already.
            case .key(let key): named[alias] = before.first { Self.isSame($0, key) } ?? key
            case .absent(let error) where alias == aliases.current: troubles[alias] = error
            case .absent: named[alias] = nil
            case .unusable(let error): troubles[alias] = error
            }
        }
        let names = namedKeys
        leaving.removeAll { names.holds($0.key) }
        let stays = published
        let left = before.filter { !stays.holds($0) }
        leaving += left.map { Leaving(key: $0, until: now + reach) }
        // Another key may sign by now, where the alias is there and does not tell one that can be used here.
        if troubles[aliases.current].map({ $0.kind == .notFound }) ?? true { self.readAt = readAt }
        dropOld(now: now)
    }

    /// Keys that have been without a name for long enough are published no longer, whether or not KMS can be asked.
    mutating func dropOld(now: Duration) { leaving.removeAll { now >= $0.until } }

    /// KMS says that a key without a name can't be used any more: it was retired or revoked.
    mutating func drop(_ key: KeyBinding) { leaving.removeAll { Self.isSame($0.key, key) } }

    static func isSame(_ left: KeyBinding, _ right: KeyBinding) -> Bool { KeyAnswer.isSameKey(left.arn, right.arn) }
}

extension [KeyBinding] {
    fileprivate func holds(_ key: KeyBinding) -> Bool { contains { FollowedKeys.isSame($0, key) } }
}
