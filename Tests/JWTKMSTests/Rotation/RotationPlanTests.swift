// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Testing

@testable import JWTKMS

@Suite("The plan of a rotation")
struct RotationPlanTests {
    static let policy = RotationPolicy(tokenLifetime: .seconds(3600), period: .seconds(30 * 86_400))

    /// Takes the steps that are due, to the last.
    private func run(_ world: inout RotationWorld) throws {
        for _ in 0..<20 {
            guard let step = try RotationPlan(world.state, policy: Self.policy, now: world.now).due(now: world.now)
            else {
                return
            }
            try world.take(step)
        }
        Issue.record("there is no end of steps")
    }

    /// Goes on to when the next step is due.
    private func wait(_ world: inout RotationWorld) throws -> RotationStep {
        let step = try #require(try RotationPlan(world.state, policy: Self.policy, now: world.now).steps.first)
        #expect(step.due > world.now)
        world.now = step.due
        return step
    }

    @Test("a key is announced in time, signs when its period begins, is kept for its tokens, and then goes")
    func wholeLife() throws {
        var world = RotationWorld()
        let start = world.now
        try run(&world)
        #expect(world.aliases == ["alias/x": "key-1"] && world.calls == 0)

        #expect(try wait(&world).action == .create)
        #expect(world.now == start.addingTimeInterval(30 * 86_400 - 720))
        try run(&world)
        #expect(world.aliases == ["alias/x": "key-1", "alias/x-next": "key-2"])

        #expect(try wait(&world).action == .promote(keyID: "key-2"))
        #expect(world.now == start.addingTimeInterval(30 * 86_400))
        try run(&world)
        #expect(world.aliases == ["alias/x": "key-2", "alias/x-previous": "key-1"])

        #expect(try wait(&world).action == .retire(keyID: "key-1"))
        #expect(world.now == start.addingTimeInterval(30 * 86_400 + 300 + 60 + 3600 + 30 + 30))
        try run(&world)
        #expect(world.aliases == ["alias/x": "key-2"])
        #expect(world.keys["key-1"]?.keyState == .pendingDeletion)
        #expect(try wait(&world).action == .create)
    }

    @Test("where the period is over by somebody's word, the next key is made at once, and signs once all have it")
    func periodIsOver() throws {
        var world = RotationWorld()
        func plan() throws -> RotationPlan {
            try RotationPlan(world.state, policy: Self.policy, now: world.now, isPeriodOver: true)
        }
        let create = try #require(try plan().due(now: world.now))
        #expect(create.action == .create)
        try world.take(create)
        let promote = try #require(try plan().steps.first)
        #expect(promote.action == .promote(keyID: "key-2"))
        #expect(promote.due == world.now.addingTimeInterval(720))
        // Nothing is written of it: who does not ask for it waits for the end of the period.
        let usual = try RotationPlan(world.state, policy: Self.policy, now: world.now).steps.first
        #expect(usual?.due == world.now.addingTimeInterval(30 * 86_400))
    }

    @Test(
        "an old key goes in its time though the next one is published long before it signs, and not just before it signs"
    )
    func publishedEarly() throws {
        var world = RotationWorld()
        let (start, demoted) = (world.now, world.now.addingTimeInterval(86_400))
        for (name, marks) in [
            (world.names.previous(0), RotationMarks(promoted: start, demoted: demoted)),
            (world.names.next, RotationMarks(announced: start)),
        ] {
            let id = world.newKey()
            world.aliases[name] = id
            world.keys[id]?.marks = marks
        }
        world.keys["key-1"]?.marks.promoted = demoted
        let promotion = demoted.addingTimeInterval(30 * 86_400)
        func retirement() throws -> Date? {
            try RotationPlan(world.state, policy: Self.policy, now: world.now).steps
                .first { $0.action == .retire(keyID: "key-2") }?.due
        }
        #expect(try retirement() == demoted.addingTimeInterval(4020))
        world.now = promotion.addingTimeInterval(-60)
        #expect(try retirement() == demoted.addingTimeInterval(4020))
        world.now = promotion.addingTimeInterval(-59)
        #expect(try retirement() == promotion.addingTimeInterval(60))
    }

    @Test("a next key that somebody named by hand is published from now on, and the plan says when it signs")
    func namedByHand() throws {
        var world = RotationWorld()
        world.aliases[world.names.next] = world.newKey()
        world.now += 40 * 86_400
        let steps = try RotationPlan(world.state, policy: Self.policy, now: world.now).steps
        #expect(steps.map(\.action) == [.mark(keyID: "key-2", .announced), .promote(keyID: "key-2")])
        #expect(steps.last?.due == world.now.addingTimeInterval(720))
    }

    @Test("broken off before any call, the next run ends where one that was not would have; no key is left over")
    func crashes() throws {
        var broken = 0
        for crash in 0..<40 {
            var (world, reference) = (RotationWorld(), RotationWorld())
            world.callsLeft = crash
            for _ in 0..<12 {
                do { try run(&world) } catch is RotationWorld.BrokenOff {
                    broken += 1
                    world.callsLeft = nil
                    try run(&world)
                }
                _ = try wait(&world)
                try run(&reference)
                _ = try wait(&reference)
                world.now = max(world.now, reference.now)
                reference.now = world.now
            }
            #expect(world.aliases == reference.aliases, "crash before call \(crash)")
            #expect(world.keys.count == reference.keys.count, "crash before call \(crash)")
        }
        #expect(broken >= 20)
    }

    @Test("a run that breaks off after every call leaves one key at most")
    func crashLoop() throws {
        var world = RotationWorld()
        world.now += 30 * 86_400
        for _ in 0..<1000 {
            world.callsLeft = 1
            do { try run(&world) } catch is RotationWorld.BrokenOff {}
        }
        #expect(world.keys.count == 2)
    }

    @Test("at no moment of a promotion or a retirement is a key without a name that should have one", arguments: 0..<4)
    func namesAtAllTimes(before count: Int) throws {
        var world = RotationWorld()
        for index in 0..<count {
            let id = world.newKey()
            world.aliases[world.names.previous(index)] = id
            world.keys[id]?.marks = RotationMarks(announced: world.now, promoted: world.now, demoted: world.now)
        }
        let next = world.newKey()
        world.aliases[world.names.next] = next
        world.keys[next]?.marks.announced = world.now
        let all = Set(world.aliases.values)
        world.observe = { #expect(Set($0.aliases.values) == all) }
        try world.take(RotationStep(action: .promote(keyID: next), due: world.now))
        let names = (0...count).map { world.aliases[world.names.previous($0)] }
        #expect(names.first == "key-1" && Set(names).count == count + 1)
        for index in (0...count).reversed() {
            let gone = try #require(names[index])
            let rest = Set(world.aliases.values).subtracting([gone])
            var copy = world
            copy.observe = { #expect(rest.isSubset(of: Set($0.aliases.values))) }
            try copy.take(RotationStep(action: .retire(keyID: gone), due: world.now))
            #expect(Set(copy.aliases.values) == rest)
            #expect(copy.aliases.count == count + 1)
        }
    }

    @Test("a key that moves up, in the place of one that goes, has its new name before another takes the old one")
    func movesUp() {
        let names = RotationAliases(current: "alias/x")
        #expect(
            names.changes(from: ["old", "gone"], to: ["new", "old"]) == [
                .update("alias/x-previous-2", from: "gone", keyID: "old"),
                .update("alias/x-previous", from: "old", keyID: "new"),
            ])
    }

    @Test(
        "no alias is deleted a moment before or after a promotion: an operator who sees it late would delete it again")
    func apart() throws {
        var world = RotationWorld()
        let (old, next) = (world.newKey(), world.newKey())
        (world.aliases[world.names.previous(0)], world.aliases[world.names.next]) = (old, next)
        world.keys[old]?.marks = RotationMarks(demoted: world.now)
        world.keys[next]?.marks = RotationMarks(announced: world.now)
        world.now += 60 * 86_400
        let before = try RotationPlan(world.state, policy: Self.policy, now: world.now).steps
        #expect(before.map(\.action) == [.promote(keyID: next), .retire(keyID: old)])
        try run(&world)
        #expect(world.key("alias/x")?.keyID == next && world.aliases[world.names.previous(1)] == old)
        world.now += 59
        #expect(try RotationPlan(world.state, policy: Self.policy, now: world.now).due(now: world.now) == nil)
        world.now += 1
        try run(&world)
        #expect(world.aliases[world.names.previous(1)] == nil && world.keys[old]?.keyState == .pendingDeletion)
    }

    @Test("a promotion by aliases of which each may be shown as it was takes the last name of no key", arguments: 1...5)
    func shownLate(before count: Int) {
        let names = RotationAliases(current: "alias/x")
        let (old, new) = ("key-old", "key-new")
        let keys = (0..<count).map { "key-\($0)" }
        let was: [String?] = [old, new] + keys + [nil]
        let isNow: [String?] = [new, nil, old] + keys
        let aliases = [names.current, names.next] + (0...count).map(names.previous)
        func key(_ id: String) -> RotationState.Key {
            .init(keyID: id, keySpec: .eccNISTP256, creationDate: Date(timeIntervalSince1970: 0))
        }
        for late in 0..<(1 << aliases.count) {
            let shown = aliases.indices.map { late & (1 << $0) == 0 ? isNow[$0] : was[$0] }
            let state = RotationState(
                current: key(shown[0] ?? ""), next: shown[1].map(key),
                previous: shown[2...].prefix { $0 != nil }.map { $0.map(key) })
            var truth = Dictionary(
                uniqueKeysWithValues: zip(aliases, isNow).compactMap { name, id in id.map { (name, $0) } })
            for change in RotationMoves(state, names).promotion(of: new) {
                switch change {
                case .create(let name, let id): if truth[name] == nil { truth[name] = id }
                case .update(let name, let from, let id): if truth[name] == from { truth[name] = id }
                case .delete(let name, let id): if truth[name] == id { truth[name] = nil }
                }
                #expect(Set(truth.values) == Set(keys + [old, new]), "\(shown)")
            }
        }
    }

    @Test("a time of the future, when another took the place of the key that signs, is written anew")
    func demotedAhead() throws {
        var world = RotationWorld()
        world.keys["key-1"]?.marks = RotationMarks(promoted: world.now, demoted: world.now + 86_400)
        let step = try RotationPlan(world.state, policy: Self.policy, now: world.now).due(now: world.now)
        #expect(step?.action == .mark(keyID: "key-1", .promoted))
        // By a clock that is ahead as far as clocks may be, it was.
        world.keys["key-1"]?.marks.demoted = world.now + 30
        let steps = try RotationPlan(world.state, policy: Self.policy, now: world.now).steps
        #expect(steps == [RotationStep(action: .mark(keyID: "key-1", .promoted), due: world.now + 90)])
    }

    @Test("while the key that signs is not marked as such, no key before goes: a promotion was broken off a moment ago")
    func unmarked() throws {
        var world = RotationWorld()
        let old = world.newKey()
        world.aliases[world.names.previous(0)] = old
        world.keys[old]?.marks = RotationMarks(demoted: .distantPast)
        world.keys["key-1"]?.marks = RotationMarks(announced: .distantPast)
        let steps = try RotationPlan(world.state, policy: Self.policy, now: world.now).steps
        #expect(steps.first?.action == .mark(keyID: "key-1", .promoted))
        #expect(steps.first { $0.action == .retire(keyID: old) }?.due == world.now + 60)
    }

    @Test("a key that comes back is not retired by what it says of its first time")
    func comesBack() throws {
        var world = RotationWorld()
        world.keys["key-1"]?.marks = RotationMarks(
            announced: world.now - 9_000_000, promoted: world.now - 8_000_000, demoted: world.now - 7_000_000)
        try run(&world)
        let marks = try #require(world.keys["key-1"]?.marks)
        #expect(marks.demoted == nil && marks.promoted == world.now)
    }

    @Test("an older key that was made for this and never published is the next one; a second is deleted after an hour")
    func leftovers() throws {
        var world = RotationWorld()
        let (first, second) = (world.newKey(), world.newKey())
        world.now += 30 * 86_400 - 720
        try run(&world)
        #expect(world.aliases[world.names.next] == first)
        #expect(world.keys.count == 3)
        try run(&world)
        #expect(world.keys[second]?.keyState == .pendingDeletion)
        var young = RotationWorld()
        young.now += 30 * 86_400 - 720
        try run(&young)
        let other = young.newKey()
        try run(&young)
        #expect(young.keys[other]?.keyState == .enabled)
        // The next one is there already, so it serves the rotation after.
        while young.aliases[young.names.next] != other, young.now < world.now + 90 * 86_400 {
            _ = try wait(&young)
            try run(&young)
        }
        #expect(young.aliases[young.names.next] == other && young.keys.count == 3)
    }

    @Test("a next key of another type or that is not enabled never signs, and the plan says why")
    func obstacles() throws {
        for change in [
            { $0.keySpec = .rsa2048 }, { $0.keyState = .disabled }, { $0.keyState = .pendingDeletion },
        ] as [(inout RotationState.Key) -> Void] {
            var world = RotationWorld()
            let next = world.newKey()
            world.aliases[world.names.next] = next
            world.keys[next]?.marks.announced = world.now
            change(&world.keys[next]!)
            world.now += 100 * 86_400
            try run(&world)
            let plan = try RotationPlan(world.state, policy: Self.policy, now: world.now)
            #expect(world.aliases["alias/x"] == "key-1")
            #expect(plan.obstacles.count == 1 && plan.obstacles[0].description.contains(next))
        }
    }

    @Test("where as many keys before are named as are looked for, the next one does not sign, and the plan says why")
    func manyBefore() throws {
        var world = RotationWorld()
        let next = world.newKey()
        world.aliases[world.names.next] = next
        world.keys[next]?.marks.announced = world.now
        world.now += 60 * 86_400
        for count in 1...9 {
            let id = world.newKey()
            world.aliases[world.names.previous(count - 1)] = id
            world.keys[id]?.marks = RotationMarks(demoted: world.now)
            let plan = try RotationPlan(world.state, policy: Self.policy, now: world.now)
            #expect(plan.obstacles.count == (count == 9 ? 1 : 0))
            #expect((plan.due(now: world.now)?.action == .promote(keyID: next)) == (count < 9))
        }
    }

    @Test("a key that is revoked signs no more, is published no more and is disabled, wherever the run broke off")
    func revocation() throws {
        for hasNext in [false, true] {
            for crash in 0..<9 {
                var world = RotationWorld()
                let before = world.newKey()
                world.aliases[world.names.previous(0)] = before
                world.keys[before]?.marks = RotationMarks(announced: world.now, promoted: world.now, demoted: world.now)
                if hasNext {
                    world.aliases[world.names.next] = world.newKey()
                    world.keys["key-3"]?.marks.announced = world.now
                }
                world.callsLeft = crash
                do { try world.take(RotationStep(action: .revoke(keyID: "key-1"), due: world.now)) } catch {}
                world.callsLeft = nil
                if world.keys["key-1"]?.keyState == .enabled, world.aliases[world.names.revoked] == nil { continue }
                try run(&world)
                #expect(
                    world.aliases == ["alias/x": "key-3", "alias/x-previous": before], "crash before call \(crash)")
                #expect(world.keys["key-1"]?.keyState == .disabled && world.keys.count == 3)
            }
        }
    }

    static let unsafe: [(String, RotationPolicy)] = [
        ("has it after 12m", .init(tokenLifetime: .seconds(60), announcement: .seconds(600))),
        ("may be used for 1h 7m", .init(tokenLifetime: .seconds(3600), retention: .seconds(3600))),
        (
            "clocks may be 1m apart, and verifiers forgive 30s",
            .init(tokenLifetime: .seconds(60), clockSkew: .seconds(60))
        ),
        ("more than 8 others would follow", .init(tokenLifetime: .seconds(8 * 86_400), period: .seconds(86_400))),
        ("a key would sign for 10m", .init(tokenLifetime: .seconds(60), period: .seconds(600))),
    ]

    @Test("a policy by which a token would fail is refused, with the timeline", arguments: unsafe)
    func refusals(reason: String, policy: RotationPolicy) throws {
        let refusal = #expect(throws: RotationRefusal.self) { try policy.checkSafety() }
        #expect(refusal?.reason.contains(reason) == true, "\(refusal?.reason ?? "")")
        #expect((refusal?.timeline.count ?? 0) >= 3)
        #expect(throws: RotationRefusal.self) {
            try RotationPlan(RotationWorld().state, policy: policy, now: Date())
        }
    }

    @Test("values that nothing can be made of are refused")
    func nonsense() {
        for policy in [
            RotationPolicy(tokenLifetime: .zero), .init(tokenLifetime: .seconds(1), period: .zero),
            .init(tokenLifetime: .seconds(1), pollInterval: .zero),
            .init(tokenLifetime: .seconds(1), leeway: .seconds(-1)),
            .init(tokenLifetime: .seconds(1), deletionWindowInDays: 6),
            .init(tokenLifetime: .seconds(1), missedPolls: -1),
            // Of these no component can be asked for.
            .init(tokenLifetime: .seconds(Int64.min)), .init(tokenLifetime: .seconds(Int64.max) * 4),
            .init(tokenLifetime: .seconds(1), settling: .seconds(Int64.min) * 4),
            .init(tokenLifetime: .seconds(1), jwksMaximumAge: .seconds(Int64.max) * 4),
        ] {
            #expect(throws: RotationRefusal.self) { try policy.checkSafety() }
            #expect(policy.cacheControl.hasPrefix("public, max-age="))
        }
    }
}
