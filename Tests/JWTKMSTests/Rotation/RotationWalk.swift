// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Synchronization

@testable import JWTKMS

/// A rotation whose operators crash, overlap, are throttled and are shown aliases as they were, while somebody's own hand
/// changes what it names: and what must be true all the same.
final class RotationWalk: Sendable {
    let policy: RotationPolicy

    struct State {
        var random: SeededRandom
        var now = Date(timeIntervalSince1970: 1_800_000_000)
        /// What was done to an alias, and what it named before.
        var changes: [(alias: String, old: String?, date: Date)] = []
        /// Since when a key has a name, without a gap.
        var namedSince: [String: Date] = [:]
        /// Until when a key was the one that signs.
        var signedUntil: [String: Date] = [:]
        var isRevoking = false
        var violations: [String] = []
        var depth = 0
        var isCalm = false
        var isLate = true
        var counts: [String: Int] = [:]
    }

    let kms: LocalKMS
    let state: Mutex<State>

    init(seed: UInt64, tokenLifetime: Duration, period: Duration) async throws {
        policy = RotationPolicy(
            tokenLifetime: tokenLifetime, period: period, pollInterval: .seconds(30), missedPolls: 1,
            settling: .seconds(60), jwksMaximumAge: .seconds(60))
        final class Time: Sendable { let now = Mutex(Date(timeIntervalSince1970: 1_800_000_000)) }
        let state = Time()
        time = { state.now.withLock { $0 } }
        setTime = { date in state.now.withLock { $0 = date } }
        kms = LocalKMS(now: time)
        self.state = Mutex(State(random: SeededRandom(seed: seed)))
        _ = try await kms.makeKey(alias: "alias/x")
        try await note()
    }

    let time: @Sendable () -> Date
    let setTime: @Sendable (Date) -> Void

    func below(_ bound: Int) -> Int { state.withLock { $0.random.below(bound) } }

    func count(_ what: String) { state.withLock { $0.counts[what, default: 0] += 1 } }

    func aliases() async throws -> [String: String] {
        let list = try await kms.listAliases(ListAliasesRequest(limit: 100)).aliases
        return Dictionary(
            uniqueKeysWithValues: list.compactMap { entry in entry.targetKeyID.map { (entry.aliasName, $0) } })
    }

    /// What is true of the names now.
    func note() async throws {
        let (aliases, now) = (try await aliases(), time())
        state.withLock { state in
            let named = Set(aliases.values)
            state.namedSince = state.namedSince.filter { named.contains($0.key) }
            for key in named where state.namedSince[key] == nil { state.namedSince[key] = now }
            if let current = aliases["alias/x"] { state.signedUntil[current] = now }
        }
    }

    /// A change of an alias, by whoever.
    func change(_ alias: String, _ make: () async throws -> Void) async throws {
        let old = try await aliases()[alias]
        try await make()
        let now = time()
        state.withLock { $0.changes.append((alias, old, now)) }
        try await note()
    }

    /// What an alias is shown to name.
    func shown(_ alias: String) async throws -> String? {
        var name = try await aliases()[alias]
        let now = time()
        return state.withLock { state in
            guard !state.isCalm, state.isLate, state.random.below(3) == 0 else { return name }
            let lag = TimeInterval(state.random.below(59))
            for change in state.changes.reversed()
            where change.alias == alias && now.timeIntervalSince(change.date) < lag {
                name = change.old
            }
            return name
        }
    }

    func operated() throws -> KeyRotation {
        try KeyRotation("alias/x", policy: policy, client: WalkedKMS(self), now: time)
    }

    func run(revoking: Bool = false) async throws {
        do {
            if revoking {
                state.withLock { $0.isRevoking = true }
                _ = try await operated().revoke()
            } else {
                _ = try await operated().run()
            }
            count("ran")
        } catch is InterruptedKMS.BrokenOff {
            count("broken off")
        } catch let error as KMSError {
            count(error.kind.code)
        }
    }
}

/// The KMS as one operator sees it.
final class WalkedKMS: KMSKeyDirectory, KMSAdministration {
    let walk: RotationWalk
    let isBroken = Mutex(false)
    var kms: LocalKMS { walk.kms }

    init(_ walk: RotationWalk) { self.walk = walk }

    private func call<Answer>(_ make: () async throws -> Answer) async throws -> Answer {
        guard !isBroken.withLock({ $0 }) else { throw InterruptedKMS.BrokenOff() }
        let isCalm = walk.state.withLock { $0.isCalm }
        if !isCalm {
            switch walk.below(150) {
            case 0, 1:
                isBroken.withLock { $0 = true }
                throw InterruptedKMS.BrokenOff()
            case 2, 3:
                _ = try await make()
                isBroken.withLock { $0 = true }
                throw InterruptedKMS.BrokenOff()
            case 4: throw KMSError(.throttling, message: "slow down")
            case 5, 6:
                // Another operator runs meanwhile.
                if walk.state.withLock({ $0.depth }) < 2 {
                    walk.state.withLock { $0.depth += 1 }
                    try await walk.run()
                    walk.state.withLock { $0.depth -= 1 }
                    walk.count("overlapped")
                }
            case 7: walk.setTime(walk.time() + TimeInterval(walk.below(40)))
            default: break
            }
        }
        return try await make()
    }

    func describeKey(_ request: DescribeKeyRequest) async throws -> DescribeKeyResponse {
        try await call {
            guard request.keyID.hasPrefix("alias/") else { return try await kms.describeKey(request) }
            guard let key = try await walk.shown(request.keyID) else {
                throw KMSError(.notFound, message: "no such alias")
            }
            return try await kms.describeKey(DescribeKeyRequest(keyID: key))
        }
    }
    func listKeys(_ request: ListKeysRequest) async throws -> ListKeysResponse {
        try await call { try await kms.listKeys(request) }
    }
    func listAliases(_ request: ListAliasesRequest) async throws -> ListAliasesResponse {
        try await call { try await kms.listAliases(request) }
    }
    func listResourceTags(_ request: ListResourceTagsRequest) async throws -> ListResourceTagsResponse {
        try await call { try await kms.listResourceTags(request) }
    }
    func createKey(_ request: CreateKeyRequest) async throws -> CreateKeyResponse {
        try await call { try await kms.createKey(request) }
    }
    func createAlias(_ request: CreateAliasRequest) async throws {
        try await call {
            try await walk.change(request.aliasName) { try await kms.createAlias(request) }
        }
    }
    func updateAlias(_ request: UpdateAliasRequest) async throws {
        try await call {
            if request.aliasName == "alias/x" {
                let (now, aliases) = (walk.time(), try await walk.aliases())
                walk.state.withLock { state in
                    let since = state.namedSince[request.targetKeyID] ?? now
                    let least = walk.policy.leastAnnouncement.seconds
                    let isRevoking = state.isRevoking || aliases["alias/x-revoked"] == aliases["alias/x"]
                    if !isRevoking, aliases["alias/x"] != request.targetKeyID, now.timeIntervalSince(since) < least {
                        state.violations.append(
                            "signs \(now.timeIntervalSince(since)) s after it was named: \(aliases) \(request.targetKeyID)"
                        )
                    }
                }
            }
            try await takeName(request.aliasName) { try await kms.updateAlias(request) }
        }
    }
    func deleteAlias(_ request: DeleteAliasRequest) async throws {
        try await call { try await takeName(request.aliasName) { try await kms.deleteAlias(request) } }
    }
    /// A change by which a key may lose its last name.
    private func takeName(_ alias: String, _ make: () async throws -> Void) async throws {
        let (now, old) = (walk.time(), try await walk.aliases()[alias])
        try await walk.change(alias, make)
        let named = try await Set(walk.aliases().values)
        guard let old, !named.contains(old) else { return }
        let key = try? await kms.describeKey(DescribeKeyRequest(keyID: old)).keyMetadata
        walk.state.withLock { state in
            let over = (state.signedUntil[old] ?? .distantPast) + walk.policy.leastRetention.seconds - 1
            if !state.isRevoking, now < over, key?.keyState == .enabled {
                state.violations.append("\(alias) was the last name of \(old), whose tokens live")
            }
        }
    }
    func enableKey(_ request: EnableKeyRequest) async throws { try await call { try await kms.enableKey(request) } }
    func disableKey(_ request: DisableKeyRequest) async throws { try await call { try await kms.disableKey(request) } }
    func scheduleKeyDeletion(_ request: ScheduleKeyDeletionRequest) async throws -> ScheduleKeyDeletionResponse {
        try await call {
            let (now, aliases) = (walk.time(), try await walk.aliases())
            let key = request.keyID
            walk.state.withLock { state in
                if aliases["alias/x"] == key || aliases["alias/x-next"] == key {
                    state.violations.append("deletes \(key), which is named: \(aliases)")
                }
                let over = (state.signedUntil[key] ?? .distantPast) + walk.policy.leastRetention.seconds - 1
                if now < over {
                    state.violations.append(
                        "deletes \(key), whose tokens live for \(over.timeIntervalSince(now)) s: \(aliases)")
                }
            }
            return try await kms.scheduleKeyDeletion(request)
        }
    }
    func cancelKeyDeletion(_ request: CancelKeyDeletionRequest) async throws -> CancelKeyDeletionResponse {
        try await call { try await kms.cancelKeyDeletion(request) }
    }
    func getKeyPolicy(_ request: GetKeyPolicyRequest) async throws -> GetKeyPolicyResponse {
        try await call { try await kms.getKeyPolicy(request) }
    }
    func tagResource(_ request: TagResourceRequest) async throws {
        try await call { try await kms.tagResource(request) }
    }
    func untagResource(_ request: UntagResourceRequest) async throws {
        try await call { try await kms.untagResource(request) }
    }
}
