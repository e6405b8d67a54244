// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What is to be done next with a rotation's keys: from what KMS says of them now and the policy, by rules alone.
///
/// Nothing is remembered between two runs, so that a run that was broken off, and two operators at a time, come to the same
/// end: what is half done is finished first.
public struct RotationPlan: Sendable {
    /// All that is to be done as things are, in the order of its time.
    public let steps: [RotationStep]
    /// What keeps the next key from signing; empty where nothing does.
    public let obstacles: [RotationObstacle]

    /// A key that was made a moment ago may be about to be published by another operator.
    static let youth: TimeInterval = 3600

    /// - Throws: ``RotationRefusal`` where a token would be refused by this policy.
    public init(_ state: RotationState, policy: RotationPolicy, now: Date) throws(RotationRefusal) {
        try policy.checkSafety()
        let rules = RotationRules(state: state, policy: policy, now: now)
        obstacles = rules.obstacles
        steps = rules.steps.enumerated()
            .sorted { ($0.element.due, $0.offset) < ($1.element.due, $1.offset) }.map(\.element)
    }

    /// The step that may be taken now; nil where it is to be waited.
    public func due(now: Date) -> RotationStep? { steps.first.flatMap { $0.due <= now ? $0 : nil } }
}

/// The rules of ``RotationPlan``.
struct RotationRules {
    let state: RotationState
    let policy: RotationPolicy
    let now: Date

    var steps: [RotationStep] { marks + before + unnamed + ahead }

    var obstacles: [RotationObstacle] {
        var obstacles: [RotationObstacle] = []
        if state.current.keyState != .enabled {
            obstacles.append(
                RotationObstacle(
                    "the key that signs (\(state.current.keyID)) is \(state.current.keyState): enable it, or rotate it away "
                        + "with --emergency"))
        }
        guard let next = state.next, next.keyID != state.current.keyID else { return obstacles }
        if next.keyState != .enabled {
            obstacles.append(
                RotationObstacle(
                    "the next key (\(next.keyID)) is \(next.keyState): enable it, or delete its alias so that another is made"))
        }
        // UpdateAlias looks at the usage alone, and tokens of another type are refused by every verifier.
        if (next.keySpec, next.keyUsage) != (state.current.keySpec, state.current.keyUsage) {
            obstacles.append(
                RotationObstacle(
                    "the next key (\(next.keyID)) is \(next.keySpec), and the current one \(state.current.keySpec): verifiers know "
                        + "the algorithm of the current one alone"))
        }
        return obstacles
    }

    /// What happened and is not written down yet. The time that is written is now, later than it was: that is the safe side.
    private var marks: [RotationStep] {
        var steps: [RotationStep] = []
        // A key that came back has the marks of its first time: by them it would be retired at once.
        let current = state.current.marks
        if current.announced != nil && current.promoted == nil || current.demoted != nil || current.retired != nil {
            steps.append(mark(state.current, .promoted))
        }
        if let next = state.next, next.keyID != state.current.keyID,
            next.marks != RotationMarks(announced: next.marks.announced) || next.marks.announced == nil
        {
            steps.append(mark(next, .announced))
        }
        for key in state.keysBefore where key.keyID != state.next?.keyID && key.marks.demoted == nil {
            steps.append(mark(key, .demoted))
        }
        for key in state.unnamed where isLive(key) && wasUsed(key) && key.marks.retired == nil {
            steps.append(mark(key, .retired))
        }
        return steps
    }

    private var before: [RotationStep] {
        state.keysBefore.compactMap { key in
            key.marks.demoted.map {
                RotationStep(action: .retire(keyID: key.keyID), due: $0.addingTimeInterval(policy.retained.seconds))
            }
        }
    }

    private var unnamed: [RotationStep] {
        state.unnamed.filter(isLive).compactMap { key in
            let action = RotationStep.Action.scheduleDeletion(keyID: key.keyID)
            if let retired = key.marks.retired {
                return RotationStep(action: action, due: retired.addingTimeInterval(policy.reach.seconds))
            }
            guard !wasUsed(key), key.keyID != reusable?.keyID else { return nil }
            return RotationStep(action: action, due: key.creationDate.addingTimeInterval(RotationPlan.youth))
        }
    }

    /// The way of the next key, from its making to its signing.
    private var ahead: [RotationStep] {
        guard obstacles.isEmpty else { return [] }
        if isHalfPromoted, let next = state.next { return [step(.promote(keyID: next.keyID), now)] }
        let end = (state.current.marks.promoted ?? state.current.creationDate)
            .addingTimeInterval(policy.period.seconds)
        guard let next = state.next else {
            let due = end.addingTimeInterval(-policy.announced.seconds)
            return [step(reusable.map { .publish(keyID: $0.keyID) } ?? .create, due)]
        }
        guard let announced = next.marks.announced else { return [] }
        let ready = announced.addingTimeInterval(policy.announced.seconds)
        return [step(.promote(keyID: next.keyID), max(ready, end))]
    }

    /// Whether a promotion was broken off: the current key has its new name already, or the next one still has its old one.
    private var isHalfPromoted: Bool {
        state.next?.keyID == state.current.keyID || state.previous.contains { $0?.keyID == state.current.keyID }
    }

    /// A key that was made for this and never published: what a run left that was broken off.
    private var reusable: RotationState.Key? {
        guard state.next == nil else { return nil }
        return state.unnamed.first { key in
            isLive(key) && !wasUsed(key) && key.keyState == .enabled && key.keySpec == state.current.keySpec
                && key.keyUsage == state.current.keyUsage
        }
    }

    private func isLive(_ key: RotationState.Key) -> Bool {
        ![.pendingDeletion, .pendingReplicaDeletion].contains(key.keyState)
    }

    private func wasUsed(_ key: RotationState.Key) -> Bool { key.marks != RotationMarks() }

    private func mark(_ key: RotationState.Key, _ mark: RotationStep.Mark) -> RotationStep {
        step(.mark(keyID: key.keyID, mark), now)
    }

    private func step(_ action: RotationStep.Action, _ due: Date) -> RotationStep { RotationStep(action: action, due: due) }
}

extension Duration {
    var seconds: TimeInterval { TimeInterval(components.seconds) + TimeInterval(components.attoseconds) / 1e18 }
}
