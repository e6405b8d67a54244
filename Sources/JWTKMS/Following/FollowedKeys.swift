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
        /// It names a key that can't be used: disabled, or of the wrong kind.
        case unusable(KMSError)
        /// This process may not look at it. That alone does not tell whether there is such an alias.
        case denied(KMSError)
    }

    /// A key that no alias names any more.
    struct Leaving: Sendable {
        let key: KeyBinding
        let since: Duration
        let until: Duration
        /// Until when it should have kept its name at least, by the policy; nil if that is over or not known.
        let due: Duration?
    }

    /// A key that left the aliases before its tokens were over.
    struct EarlyEnd: Sendable {
        let key: KeyBinding
        let due: Duration
    }

    let aliases: RotationAliases
    private let policy: RotationPolicy
    /// The last good key of each alias.
    private(set) var named: [String: KeyBinding] = [:]
    /// Why an alias keeps its last good state.
    private(set) var troubles: [String: KMSError] = [:]
    /// Why a reading did not tell all: this process may not look at an alias.
    private(set) var denial: KMSError?
    private(set) var leaving: [Leaving] = []
    /// Keys whose tokens fail because the rotator took them out of the aliases too early.
    private(set) var earlyEnds: [EarlyEnd] = []
    /// The keys that signed, and when the last reading began that said so.
    private var signers: [(key: KeyBinding, seenAt: Duration)] = []
    /// When the last reading began that told of the one that signs: what it showed was true then, but for what KMS itself
    /// was behind.
    private(set) var readAt: Duration?
    /// When the last reading began that KMS answered, whatever it said.
    private(set) var answeredAt: Duration?

    init(_ aliases: RotationAliases, policy: RotationPolicy) {
        self.aliases = aliases
        self.policy = policy
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
        // Behind one that is absent there is none, but for what somebody's own hand did. One that was never seen and may not
        // be looked at is as good as absent: with one permission lost, all nine would be denied.
        let ends =
            switch last.reading {
            case .absent: last.alias != aliases.current
            case .denied: named[last.alias] == nil
            case .key, .unusable: false
            }
        return ends ? rest.first { named[$0] != nil } : rest.first
    }

    /// What KMS said of all aliases, at a time.
    mutating func take(_ readings: [(alias: String, reading: Reading)], readAt: Duration, now: Duration) {
        let before = published
        var denials: [(alias: String, error: KMSError)] = []
        troubles = [:]
        for (alias, reading) in readings {
            switch reading {
            // The one that is known has its public key already.
            case .key(let key): named[alias] = before.first { Self.isSame($0, key) } ?? key
            case .absent(let error) where alias == aliases.current: troubles[alias] = error
            case .absent: named[alias] = nil
            case .unusable(let error): troubles[alias] = error
            case .denied(let error): denials.append((alias, error))
            }
            if alias == aliases.current, case .key = reading { noteSigner(readAt) }
        }
        let causes = causes(of: denials)
        denial = causes.first?.error
        for (alias, error) in causes { troubles[alias] = error }
        let names = namedKeys
        leaving.removeAll { names.holds($0.key) }
        earlyEnds.removeAll { names.holds($0.key) }
        let stays = published
        let left = before.filter { !stays.holds($0) }
        leaving += left.map { Leaving(key: $0, since: now, until: now + policy.reach, due: due($0, now: now)) }
        // Another key may sign by now, where the alias is there and does not tell one that can be used here.
        if troubles[aliases.current].map({ $0.kind == .notFound }) ?? true { self.readAt = readAt }
        answeredAt = readAt
        dropOld(now: now)
    }

    /// One lost permission is one trouble: that of the alias that signs, if it is denied too. Of aliases that were never seen,
    /// and may not exist, the first stands for all.
    private func causes(of denials: [(alias: String, error: KMSError)]) -> [(alias: String, error: KMSError)] {
        if let signer = denials.first(where: { $0.alias == aliases.current }) { return [signer] }
        let unseen = denials.first { named[$0.alias] == nil }?.alias
        return denials.filter { named[$0.alias] != nil || $0.alias == unseen }
    }

    private mutating func noteSigner(_ readAt: Duration) {
        guard let current else { return }
        signers.removeAll { Self.isSame($0.key, current) }
        signers.append((current, readAt))
    }

    /// Until when a key that left the aliases should have stayed there at least; nil if that is over, or not known. It lost
    /// `alias/x` at the earliest when that was last seen to name it, and what was seen may have been the settling time old.
    private func due(_ key: KeyBinding, now: Duration) -> Duration? {
        guard let signer = signers.first(where: { Self.isSame($0.key, key) }) else { return nil }
        let due = signer.seenAt - policy.settling + policy.retained
        return now < due ? due : nil
    }

    /// Keys that have been without a name for long enough are published no longer, whether or not KMS can be asked.
    mutating func dropOld(now: Duration) {
        // KMS may show for as long as it settles that a key has no name although it has.
        for left in leaving where now >= left.since + policy.settling { noteEarlyEnd(left) }
        leaving.removeAll { now >= $0.until }
        earlyEnds.removeAll { now >= $0.due }
        let names = namedKeys
        signers.removeAll { [policy] in now >= $0.seenAt + policy.retained && !names.holds($0.key) }
    }

    /// KMS says that a key without a name can't be used any more: it was retired or revoked.
    mutating func drop(_ key: KeyBinding, _ reason: KMSError) {
        // One that is revoked is disabled, and its tokens are to fail.
        for left in leaving where Self.isSame(left.key, key) && reason.kind != .disabled { noteEarlyEnd(left) }
        leaving.removeAll { Self.isSame($0.key, key) }
    }

    private mutating func noteEarlyEnd(_ left: Leaving) {
        guard let due = left.due, !earlyEnds.map(\.key).holds(left.key) else { return }
        earlyEnds.append(EarlyEnd(key: left.key, due: due))
    }

    static func isSame(_ left: KeyBinding, _ right: KeyBinding) -> Bool { KeyAnswer.isSameKey(left.arn, right.arn) }
}

extension [KeyBinding] {
    fileprivate func holds(_ key: KeyBinding) -> Bool { contains { FollowedKeys.isSame($0, key) } }
}
