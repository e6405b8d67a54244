// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import RemoteJWKS

/// The state machine through chance: what must hold whatever comes, in whatever order.
@Suite struct FetchScheduleWalkTests {
    /// The same numbers each time: splitmix64.
    private struct Chance: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let policy = FetchSchedule.Policy(maximumStaleness: .seconds(400), cooldown: .seconds(30))

    /// What a walk remembers to hold the schedule against.
    private struct Walk {
        var schedule = FetchSchedule(policy: FetchScheduleWalkTests.policy)
        var now = Duration.zero
        var begins: [Duration] = []
        var isUnderWay = false
        var end: Duration?
        var good = 0

        mutating func began() {
            #expect(!isUnderWay, "one fetch at a time")
            let isFirstAfterEnd = end.map { end in now >= end && begins.last.map { $0 < end } ?? true } ?? false
            #expect(
                isFirstAfterEnd || begins.last.map { now - $0 >= policy.cooldown } ?? true,
                "no two within a cooldown, but for the first one after the keys are over")
            (isUnderWay, begins) = (true, begins + [now])
        }

        mutating func hold(_ decision: FetchSchedule.Decision, isUse: Bool) {
            let isGood = end.map { now < $0 } ?? false
            switch decision {
            case .serve: #expect(isGood, "what is over is not gone by")
            case .fetchAndServe:
                #expect(isGood)
                began()
            case .fetchAndWait:
                #expect(!isUse || !isGood, "a use waits only where nothing may be gone by")
                began()
            case .wait: #expect(isUnderWay && (!isUse || !isGood))
            case .fail: #expect(!isGood && !isUnderWay)
            }
        }

        mutating func land(_ chance: inout Chance) {
            guard isUnderWay else { return }
            isUnderWay = false
            let unit = Double.random(in: 0..<1, using: &chance)
            if Bool.random(using: &chance) {
                let lifetime = Duration.seconds(Int.random(in: 0...300, using: &chance))
                schedule.succeeded(lifetime: lifetime, now: now, chance: unit)
                end = begins.last.map { $0 + lifetime + policy.maximumStaleness }
                good += 1
            } else {
                schedule.failed(now: now, chance: unit)
            }
        }

        /// A junk kid takes no fetch from a good one, and none is due before its time.
        func holdDue(afterServing: Bool) {
            guard afterServing else { return }
            let due = schedule.due(isRefreshedUnused: false)
            #expect(due != nil, "a fetch is due for a kid that was not waited for")
            let longest = (begins.last ?? .zero) + policy.cooldown
            #expect(due.map { $0 <= max(longest, now) } == true)
        }
    }

    @Test("whatever comes: one fetch in a cooldown, nothing that is over is gone by, nobody waits for nothing")
    func walks() {
        var good = 0
        for seed in 1...300 as ClosedRange<UInt64> {
            var chance = Chance(state: seed)
            var walk = Walk()
            for _ in 0..<400 {
                walk.now += .milliseconds(Int.random(in: 0...8_000, using: &chance))
                switch Int.random(in: 0..<6, using: &chance) {
                case 0, 1: walk.land(&chance)
                case 2: walk.hold(walk.schedule.use(now: walk.now), isUse: true)
                case 3:
                    let decision = walk.schedule.useUnknown(Int.random(in: 0..<5, using: &chance), now: walk.now)
                    walk.hold(decision, isUse: false)
                    walk.holdDue(afterServing: decision == .serve)
                case 4:
                    let isDue = walk.schedule.beginDue(
                        isRefreshedUnused: Bool.random(using: &chance), now: walk.now)
                    if isDue { walk.began() }
                default:
                    let next = walk.schedule.nextUse(now: walk.now)
                    if let end = walk.end { #expect(next <= max(end, walk.now), "no use is put off beyond the end") }
                }
            }
            good += walk.good
        }
        #expect(good > 1_000, "the walks go somewhere")
    }
}
