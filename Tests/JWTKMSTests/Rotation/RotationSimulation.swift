// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI

@testable import JWTKMS

/// A fleet through two years: 50 issuers and 200 verifiers, half of them by JWKS, with clocks that are wrong, polls that
/// fail, reads of KMS that are old, and operators that break off.
struct RotationSimulation {
    /// What the fleet is held to.
    let policy: RotationPolicy
    /// What the operators go by.
    var operated: RotationPolicy
    /// Whether a promotion forgets to name the key before.
    var skipsPrevious = false
    var years = 2.0
    /// How long it is from one run of an operator to the next, seconds.
    var operatorsRun = 1200.0...2400

    private(set) var tokens = 0
    private(set) var refused = 0
    private(set) var retiredAccepted = 0
    private(set) var retiredChecks = 0
    private(set) var rotations = 0
    private(set) var brokenOff = 0
    private(set) var keysMade = 0
    private(set) var keysLeft = 0

    private var random = SeededRandom(seed: 20_261_125)
    private var history: [(time: TimeInterval, aliases: [String: String])] = []
    private var retirements: [(time: TimeInterval, keyID: String)] = []

    static let issuers = 50
    static let verifiers = 200

    init(policy: RotationPolicy) { (self.policy, operated) = (policy, policy) }

    mutating func run() throws {
        try operate()
        let start = history[0].time
        let changes = history.map(\.time)
        for _ in 0..<40_000 {
            let near = random.below(2) == 0
            let time =
                near
                ? changes[random.below(changes.count)] + random.between(-3 * 3600, 3 * 3600)
                : start + random.between(0, years * 365 * 86_400)
            if time > start + 7200 { signAndVerify(at: time) }
        }
        for (time, keyID) in retirements { lookForRetired(keyID, since: time) }
    }

    // MARK: The operators

    /// Two of them, each about once an hour; every second run breaks off after a few calls.
    private mutating func operate() throws {
        var world = RotationWorld()
        let end = world.now.addingTimeInterval(years * 365 * 86_400)
        record(world)
        while world.now < end {
            let moment = world.now
            // Whoever runs it writes down the time of its own clock.
            let skew = random.between(-0.5, 0.5) * policy.clockSkew.seconds
            world.now = moment.addingTimeInterval(skew)
            if random.below(2) == 0 { world.callsLeft = random.below(4) }
            do {
                for _ in 0..<20 {
                    let rules = RotationRules(state: world.state, policy: operated, now: world.now)
                    let steps = rules.steps.sorted { $0.due < $1.due }
                    guard let step = steps.first, step.due <= world.now else { break }
                    if case .promote = step.action { rotations += 1 }
                    try take(step, in: &world)
                }
            } catch is RotationWorld.BrokenOff {
                brokenOff += 1
            }
            world.callsLeft = nil
            world.now = moment.addingTimeInterval(random.between(operatorsRun.lowerBound, operatorsRun.upperBound))
        }
        keysMade = world.keys.count
        keysLeft = world.keys.values.count { $0.keyState == .enabled }
    }

    private mutating func take(_ step: RotationStep, in world: inout RotationWorld) throws {
        let before = Set(world.aliases.values)
        let log = Log()
        world.observe = { log.worlds.append($0) }
        // Every call takes a while, and is a moment of its own in what others read.
        defer {
            world.observe = nil
            for (index, world) in log.worlds.enumerated() { record(world, after: Double(index) * 2) }
            let time = world.now.timeIntervalSince1970 + Double(log.worlds.count) * 2
            for keyID in before.subtracting(world.aliases.values) { retirements.append((time, keyID)) }
        }
        try world.take(step)
    }

    private final class Log { var worlds: [RotationWorld] = [] }

    private mutating func record(_ world: RotationWorld, after delay: TimeInterval = 0) {
        var aliases = world.aliases
        if skipsPrevious { aliases = aliases.filter { !$0.key.contains("-previous") } }
        history.append((world.now.timeIntervalSince1970 + delay, aliases))
    }

    // MARK: The fleet

    private mutating func signAndVerify(at time: TimeInterval) {
        let (issuer, verifier) = (random.below(Self.issuers), random.below(Self.verifiers))
        guard let key = signingKey(of: issuer, at: time) else { return }
        let expires = time + skew(of: issuer) + policy.tokenLifetime.seconds
        // As long as a verifier should take it, by the verifier's own clock.
        let latest = expires + policy.leeway.seconds - skew(of: Self.issuers + verifier)
        let used = random.below(3) == 0 ? latest - 0.001 : random.between(time, latest)
        tokens += 1
        if !accepts(verifier, key, at: used) { refused += 1 }
    }

    private mutating func lookForRetired(_ keyID: String, since time: TimeInterval) {
        let latest = time + policy.spread.seconds + policy.reach.seconds + policy.jwksMaximumAge.seconds + 1
        for verifier in 0..<Self.verifiers {
            retiredChecks += 1
            if accepts(verifier, keyID, at: latest) { retiredAccepted += 1 }
        }
    }

    private func accepts(_ verifier: Int, _ keyID: String, at time: TimeInterval) -> Bool {
        guard verifier % 2 == 0 else { return published(by: Self.issuers + verifier, at: time).contains(keyID) }
        // Fetched from some issuer as long ago as it may be.
        let age = policy.jwksMaximumAge.seconds
        let phase = Self.unit(verifier, 77) * age
        let fetched = ((time - phase) / age).rounded(.down) * age + phase
        let issuer = Int(Self.unit(verifier, Int(fetched)) * Double(Self.issuers))
        return published(by: issuer, at: fetched).contains(keyID)
    }

    /// The clock of a process: any two are no further apart than the policy says.
    private func skew(of process: Int) -> TimeInterval { (Self.unit(process, 5) - 0.5) * policy.clockSkew.seconds }

    private func signingKey(of process: Int, at time: TimeInterval) -> String? {
        polls(of: process, before: time, for: 1).first.flatMap { read("alias/x", process, $0) }
    }

    /// What was named in any poll of the propagation time: a key is published until it has been absent for so long.
    private func published(by process: Int, at time: TimeInterval) -> Set<String> {
        let span = policy.reach.seconds
        let polls = polls(of: process, before: time, for: .max).prefix { $0 > time - span }
        let used = polls.isEmpty ? Array(self.polls(of: process, before: time, for: 1)) : Array(polls)
        var keys: Set<String> = []
        for poll in used {
            for name in ["alias/x", "alias/x-next", "alias/x-previous", "alias/x-previous-2"] {
                if let key = read(name, process, poll) { keys.insert(key) }
            }
        }
        return keys
    }

    /// The polls that went well, the latest first: of five in a row up to four fail.
    private func polls(of process: Int, before time: TimeInterval, for count: Int) -> [TimeInterval] {
        let interval = policy.pollInterval.seconds
        let phase = Self.unit(process, 3) * interval
        var number = Int(((time - phase) / interval).rounded(.down))
        var polls: [TimeInterval] = []
        var failed = 0
        for _ in 0..<40 where polls.count < count {
            if Self.unit(process, number) < 0.5, failed < policy.missedPolls {
                failed += 1
            } else {
                failed = 0
                polls.append(Double(number) * interval + phase)
            }
            number -= 1
        }
        return polls
    }

    /// What an alias was said to name: as it was up to the settling time ago.
    private func read(_ alias: String, _ process: Int, _ time: TimeInterval) -> String? {
        let old = time - Self.unit(process, Int(time) &+ alias.utf8.count) * policy.settling.seconds
        var (low, high) = (0, history.count)
        while low < high {
            let middle = (low + high) / 2
            if history[middle].time <= old { low = middle + 1 } else { high = middle }
        }
        return history[max(0, low - 1)].aliases[alias]
    }

    /// A number from 0 to 1 that is always the same for the same two.
    private static func unit(_ first: Int, _ second: Int) -> Double {
        var mixed = UInt64(bitPattern: Int64(first &* 1_000_003 &+ second))
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((mixed ^ (mixed >> 31)) >> 11) / Double(1 << 53)
    }
}
