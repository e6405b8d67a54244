// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Synchronization
import Testing

@testable import JWTKMS

@Suite(
    "Random walks of a rotation: no key is deleted or loses its name too early, none signs too early, none is left over"
)
struct RotationWalkTests {
    /// Somebody's own hand.
    private func interfere(_ walk: RotationWalk) async throws {
        let aliases = try await walk.aliases()
        let names = aliases.keys.sorted()
        let name = names[walk.below(names.count)]
        guard let key = aliases[name] else { return }
        let kms = walk.kms
        let kind = walk.below(10)
        walk.count("hand \(kind)")
        do {
            switch kind {
            case 0:
                if let old = aliases["alias/x-previous"] {
                    try await walk.change("alias/x") { try await kms.move("alias/x", to: old) }
                }
            case 1 where name != "alias/x":
                try await walk.change(name) { try await kms.deleteAlias(DeleteAliasRequest(aliasName: name)) }
            case 2 where name != "alias/x": try await kms.disableKey(DisableKeyRequest(keyID: key))
            case 3: try await kms.enableKey(EnableKeyRequest(keyID: key))
            case 4 where name != "alias/x":
                _ = try await kms.scheduleKeyDeletion(ScheduleKeyDeletionRequest(keyID: key, pendingWindowInDays: 7))
            case 5:
                _ = try await kms.cancelKeyDeletion(CancelKeyDeletionRequest(keyID: key))
                try await kms.enableKey(EnableKeyRequest(keyID: key))
            case 6:
                let tag = ["announced", "promoted", "demoted", "rotation"][walk.below(4)]
                try await kms.untagResource(UntagResourceRequest(keyID: key, tagKeys: ["jwt-kms:\(tag)"]))
            case 7:
                let tag = ["announced", "promoted", "demoted"][walk.below(3)]
                let value = ["soon", "2999-01-01T00:00:00Z", "", "-1"][walk.below(4)]
                try await kms.tagResource(
                    TagResourceRequest(keyID: key, tags: [Tag(tagKey: "jwt-kms:\(tag)", tagValue: value)]))
            case 8: try await walk.run(revoking: true)
            case 9:
                if let old = aliases["alias/x-previous"], aliases["alias/x-next"] == nil {
                    try await walk.change("alias/x-next") {
                        try await kms.createAlias(CreateAliasRequest(aliasName: "alias/x-next", targetKeyID: old))
                    }
                }
            default: break
            }
        } catch is KMSError {}
        walk.state.withLock { $0.isRevoking = false }
    }

    private func walk(
        _ seed: UInt64, byHand: Bool, late: Bool, tokenLifetime: Duration = .seconds(600),
        period: Duration = .seconds(7200)
    ) async throws {
        let walk = try await RotationWalk(seed: seed, tokenLifetime: tokenLifetime, period: period)
        walk.state.withLock { $0.isLate = late }
        for _ in 0..<300 {
            walk.setTime(walk.time() + TimeInterval(1 + walk.below(240)))
            try await walk.note()
            try await walk.run()
            if byHand, walk.below(12) == 0 { try await interfere(walk) }
        }
        // Nothing goes wrong any more, and somebody sees to what is said to be wrong.
        walk.state.withLock { $0.isCalm = true }
        let rotation = try walk.operated()
        var errors: [KMSError] = []
        var signers: Set<String> = []
        for _ in 0..<200 {
            walk.setTime(walk.time() + 600)
            try await walk.note()
            if let current = try await walk.aliases()["alias/x"] { signers.insert(current) }
            do {
                let report = try await rotation.run()
                if !report.plan.obstacles.isEmpty {
                    for key in [report.state.current, report.state.next].compactMap({ $0 }) {
                        _ = try? await walk.kms.cancelKeyDeletion(CancelKeyDeletionRequest(keyID: key.keyID))
                        try? await walk.kms.enableKey(EnableKeyRequest(keyID: key.keyID))
                    }
                }
            } catch let error as KMSError { errors.append(error) }
        }
        let (violations, counts) = walk.state.withLock { ($0.violations, $0.counts) }
        #expect(violations.isEmpty, "seed \(seed): \(violations.prefix(3))")
        // 200 times ten minutes are 16 periods at least.
        #expect(signers.count >= 15, "seed \(seed): \(signers.count) \(errors.prefix(2))")
        #expect(errors.isEmpty, "seed \(seed): \(errors.count) \(errors.prefix(2))")
        let named = try await Set(walk.aliases().values)
        var left = 0
        for entry in try await walk.kms.listKeys(ListKeysRequest(limit: 1000)).keys where !named.contains(entry.keyID) {
            let key = try await walk.kms.describeKey(DescribeKeyRequest(keyID: entry.keyID)).keyMetadata
            if key.keyState == .enabled { left += 1 }
        }
        let hands = counts.filter { $0.key.hasPrefix("hand") }.values.reduce(0, +)
        #expect(left <= (byHand ? hands : 0), "seed \(seed): \(left) left over")
    }

    @Test("operators crash, overlap and are throttled", arguments: 1...5 as ClosedRange<UInt64>)
    func crashes(seed: UInt64) async throws { try await walk(seed, byHand: false, late: false) }

    @Test("and are shown aliases as they were", arguments: 1...5 as ClosedRange<UInt64>)
    func late(seed: UInt64) async throws { try await walk(seed, byHand: false, late: true) }

    @Test(
        "and are shown aliases as they were, where several keys before move up at a time",
        arguments: [9, 10, 13, 17, 19] as [UInt64])
    func severalBefore(seed: UInt64) async throws {
        try await walk(seed, byHand: false, late: true, tokenLifetime: .seconds(2000), period: .seconds(850))
    }

    @Test("and somebody's own hand changes aliases, keys and tags", arguments: 1...5 as ClosedRange<UInt64>)
    func hand(seed: UInt64) async throws { try await walk(seed, byHand: true, late: false) }
}
