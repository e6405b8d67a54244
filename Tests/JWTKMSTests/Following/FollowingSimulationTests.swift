// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import LocalKMS
import Testing

@testable import JWTKMS

@Suite("Followers of a KMS that shows changes late, and fails, while its key is rotated")
struct FollowingSimulationTests {
    /// Two issuers and two verifiers, which are as far behind as the policy lets them be.
    private struct World {
        let hand = HandClock()
        let kms: LocalKMS
        let rotation: KeyRotation
        var followers: [(keys: KMSKeyCollection, readAt: Duration, failures: Int)] = []
        var tokens: [(text: String, expires: Double)] = []
        var random: SeededRandom
        var (steps, refused, checked, late) = (0, 0, 0, 0)

        static let policy = RotationPolicy(
            tokenLifetime: .seconds(600), period: .seconds(1500), pollInterval: .seconds(90), missedPolls: 3)

        init(seed: UInt64) async throws {
            random = SeededRandom(seed: seed)
            let hand = hand
            kms = LocalKMS(now: { Date(timeIntervalSince1970: hand.clock.secondsSince1970()) })
            _ = try await kms.makeKey(alias: "alias/x")
            rotation = try KeyRotation(
                "alias/x", policy: Self.policy, client: kms,
                now: { Date(timeIntervalSince1970: hand.clock.secondsSince1970()) })
            for _ in 0..<4 {
                let keys = KMSKeyCollection(client: kms, clock: hand.clock)
                try await keys.add(rotating: "alias/x", policy: Self.policy)
                followers.append((keys, hand.clock.elapsed(), 0))
            }
            kms.faults.showAliasChanges(after: .seconds(55))
        }

        mutating func step() async throws {
            hand.advance(by: .seconds(1 + random.below(18)))
            let now = hand.clock.secondsSince1970()
            if random.below(4) == 0 {
                // At first a new alias is not seen: then it is to be run again.
                do { steps += try await rotation.run().done.count } catch let error as KMSError
                    where error.kind == .conflict
                { late += 1 }
            }
            for index in followers.indices { try await poll(index) }
            let claims = Session(exp: .init(value: Date(timeIntervalSince1970: now + 600)))
            tokens.append((try await followers[random.below(2)].keys.sign(claims), now + 600))
            tokens.removeAll { $0.expires <= now }
            for token in [tokens.first, tokens[random.below(tokens.count)], tokens.last].compactMap({ $0 }) {
                for follower in followers {
                    checked += 1
                    if (try? await follower.keys.verify(token.text, as: Session.self)) == nil { refused += 1 }
                }
            }
        }

        private mutating func poll(_ index: Int) async throws {
            guard hand.clock.elapsed() >= followers[index].readAt + .seconds(70) else { return }
            followers[index].readAt = hand.clock.elapsed()
            guard followers[index].failures < 3, random.below(2) == 0 else {
                followers[index].failures = 0
                return try await followers[index].keys.resolveAgain()
            }
            followers[index].failures += 1
            kms.faults.throttle(next: 1, of: .getPublicKey)
            _ = await kmsError { try await followers[index].keys.resolveAgain() }
        }
    }

    @Test("no token is refused in its lifetime", arguments: [1, 2, 3] as [UInt64])
    func noneRefused(seed: UInt64) async throws {
        var world = try await World(seed: seed)
        for _ in 0..<800 { try await world.step() }
        #expect(world.refused == 0)
        #expect(world.checked > 9000)
        // Of three rotations at least: created, promoted, retired.
        #expect(world.steps >= 9)
    }
}
