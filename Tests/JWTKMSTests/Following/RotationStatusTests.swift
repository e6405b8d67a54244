// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import InMemoryLogging
import KMSAPI
import LocalKMS
import Logging
import Testing

@testable import JWTKMS

@Suite("What a collection tells of the rotations that it follows")
struct RotationStatusTests {
    let rotation = FollowedRotation()
    private var kms: LocalKMS { rotation.kms.kms }

    @Test("it is healthy for as long as the policy lets readings fail, and again when one succeeds")
    func healthy() async throws {
        #expect(rotation.collection().status().isHealthy)
        _ = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        rotation.hand.advance(by: .seconds(300))
        kms.faults.throttle(next: 1)
        _ = await kmsError { try await keys.resolveAgain() }
        #expect(keys.status().isHealthy)
        _ = try await keys.sign(Session(exp: .init(value: .init(timeIntervalSince1970: 1_800_000_000 + 3900))))
        rotation.hand.advance(by: .seconds(1))
        #expect(!keys.status().isHealthy && !keys.status()[0].isHealthy)
        try await keys.resolveAgain()
        #expect(keys.status().isHealthy)
    }

    @Test("what is wrong with an alias, and so the same for all servers, makes none of them unhealthy")
    func healthyInTrouble() async throws {
        let arn = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        try await kms.disableKey(.init(keyID: arn))
        for _ in 0..<7 {
            rotation.hand.advance(by: .seconds(60))
            try await keys.resolveAgain()
        }
        #expect(keys.status()[0].troubles.count == 1 && keys.status()[0].age == .seconds(420))
        #expect(keys.status().isHealthy)
    }

    @Test("that another key signs is said when it does, and not when the rotation is added")
    func notices() async throws {
        let (_, _, next) = try await rotation.threeKeys()
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        #expect(rotation.log.entries.isEmpty)
        try await kms.move("alias/x", to: next)
        for _ in 0..<2 { try await keys.resolveAgain() }
        #expect(rotation.log.entries.map { "\($0.message)" } == ["another key signs now"])
    }

    @Test(
        "a reading is one call for alias/x, for -next, for each key before, and for the first of those that is not there",
        arguments: [(false, 0, 3), (true, 0, 3), (false, 1, 4), (true, 1, 4), (true, 3, 6), (true, 9, 11)])
    func calls(hasNext: Bool, previous: Int, calls: Int) async throws {
        _ = try await kms.makeKey(alias: "alias/x")
        if hasNext { _ = try await kms.makeKey(alias: "alias/x-next") }
        for index in 0..<previous {
            _ = try await kms.makeKey(alias: RotationAliases(current: "alias/x").previous(index))
        }
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let before = rotation.kms.calls.count
        try await keys.resolveAgain()
        #expect(rotation.kms.calls.count - before == calls)
    }
}
