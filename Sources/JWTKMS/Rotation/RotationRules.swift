// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The rules of ``RotationPlan``.
struct RotationRules {
    let state: RotationState
    let policy: RotationPolicy
    let now: Date
    /// Whether the next key signs as soon as all have it, however long the current one has signed.
    var isPeriodOver = false

    var steps: [RotationStep] {
        halfRevoked ?? halfPromoted ?? unsettled ?? due(leftovers)
            ?? marks + (before + leftovers + ahead).map { step($0.action, max($0.due, settled)) }
    }

    /// What was broken off goes first, and alone.
    private var halfRevoked: [RotationStep]? {
        guard let revoked = state.revoked else { return nil }
        // A key is disabled when another signs in its place: shown to sign all the same, it may be shown as it was.
        let isOld = revoked.keyID == state.current.keyID && state.current.keyState == .disabled
        return [step(.revoke(keyID: revoked.keyID), isOld ? demotionSettles ?? now : now)]
    }

    private var halfPromoted: [RotationStep]? {
        guard let next = state.next, next.keyID == state.current.keyID, obstacles.isEmpty else { return nil }
        return [step(.promote(keyID: next.keyID), now)]
    }

    /// When all operators see which key signs.
    private var settled: Date {
        let marks = state.current.marks
        guard let promoted = past(marks.promoted) else {
            // One that was the next one, and is not marked yet, signs from now on.
            return marks.announced == nil ? .distantPast : now.addingTimeInterval(policy.settling.seconds)
        }
        return promoted.addingTimeInterval(policy.settling.seconds)
    }

    /// Where the key that signs says that another took its place a moment ago, KMS may show aliases as they were: by them, one
    /// that was just named would lose its name. (Or somebody has moved the alias back.)
    private var unsettled: [RotationStep]? {
        demotionSettles.map { [step(.mark(keyID: state.current.keyID, .promoted), $0)] }
    }

    /// Until when KMS may show the key that signs because another took its place a moment ago; nil where none did.
    var demotionSettles: Date? {
        guard let demoted = past(state.current.marks.demoted) else { return nil }
        let settled = demoted.addingTimeInterval(policy.settling.seconds)
        return now < settled ? settled : nil
    }

    var obstacles: [RotationObstacle] {
        var obstacles: [RotationObstacle] = []
        if state.current.keyState == .disabled, state.revoked?.keyID == state.current.keyID {
            obstacles.append(
                RotationObstacle(
                    "the key that signs (\(state.current.keyID)) is being revoked, and no other has taken its place yet: run it "
                        + "again in a minute"))
        } else if state.current.keyState != .enabled {
            obstacles.append(
                RotationObstacle(
                    "the key that signs (\(state.current.keyID)) is \(state.current.keyState): \(remedy(state.current)), or rotate "
                        + "it away with --emergency"))
        }
        if state.keysBefore.count >= RotationAliases.mostPrevious {
            obstacles.append(
                RotationObstacle(
                    "there are \(state.keysBefore.count) keys before, and more are not followed: the next one signs when the first "
                        + "of them is over"))
        }
        guard let next = state.next, next.keyID != state.current.keyID else { return obstacles }
        if next.keyState != .enabled {
            obstacles.append(
                RotationObstacle(
                    "the next key (\(next.keyID)) is \(next.keyState): \(remedy(next)), or delete its alias so that another is made"
                ))
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

    private func remedy(_ key: RotationState.Key) -> String {
        key.keyState.isPendingDeletion ? "cancel its deletion and enable it" : "enable it"
    }

    /// What happened and is not written down yet. The time that is written is now, later than it was: that is the safe side.
    private var marks: [RotationStep] {
        var steps: [RotationStep] = []
        // A key that came back has the marks of its first time: by them it would be retired at once.
        let current = state.current.marks
        if current.announced != nil && current.promoted == nil || current.demoted != nil || isAhead(current.promoted) {
            steps.append(mark(state.current, .promoted))
        }
        if let next = state.next, next.keyID != state.current.keyID,
            next.marks != RotationMarks(announced: next.marks.announced) || next.marks.announced == nil
                || isAhead(next.marks.announced)
        {
            steps.append(mark(next, .announced))
        }
        for key in over where key.marks.demoted == nil || isAhead(key.marks.demoted) {
            steps.append(mark(key, .demoted))
        }
        // A key that is to be deleted takes no tags.
        let unmarkable = Set(state.keys.filter(\.keyState.isPendingDeletion).map(\.keyID))
        return steps.filter { if case .mark(let key, _) = $0.action { !unmarkable.contains(key) } else { true } }
    }

    /// Whether a time is later than any clock can be: by what it says nothing would be done for as long.
    private func isAhead(_ date: Date?) -> Bool {
        date.map { $0 > now.addingTimeInterval(policy.clockSkew.seconds + 1) } ?? false
    }

    /// nil for a time that is later than any clock can be.
    func past(_ date: Date?) -> Date? { isAhead(date) ? nil : date }

    /// The keys before, without one that is to sign again.
    private var over: [RotationState.Key] { state.keysBefore.filter { $0.keyID != state.next?.keyID } }

    private var before: [RotationStep] {
        over.compactMap { key in
            let due = key.marks.demoted?.addingTimeInterval(policy.retained.seconds)
            // One that somebody else has deleted verifies nothing, whatever its time.
            return (due ?? (key.keyState.isPendingDeletion ? now : nil)).map {
                step(.retire(keyID: key.keyID), apartFromPromotion($0))
            }
        }
    }

    /// An alias that is deleted, and names another key a moment later, would be deleted again by an operator to whom KMS shows
    /// it as it was. So none is deleted just before the next key signs.
    private func apartFromPromotion(_ date: Date) -> Date {
        let promotion = ahead.first { if case .promote = $0.action { true } else { false } }
        guard let promotion else { return date }
        let isBefore = max(date, now).addingTimeInterval(policy.settling.seconds) <= promotion.due
        return isBefore ? date : max(date, promotion.due.addingTimeInterval(policy.settling.seconds))
    }

    /// They are known only while one is to be made: afterwards nobody would look for them.
    private func due(_ steps: [RotationStep]) -> [RotationStep]? {
        let due = steps.filter { $0.due <= now }
        return due.isEmpty ? nil : due
    }

    /// Another operator may be about to publish one that was made a moment ago.
    private var leftovers: [RotationStep] {
        state.unpublished.filter { $0.keyID != reusable?.keyID }.map { key in
            step(.discard(keyID: key.keyID), key.creationDate.addingTimeInterval(RotationPlan.youth))
        }
    }

    /// The way of the next key, from its making to its signing.
    private var ahead: [RotationStep] {
        guard obstacles.isEmpty else { return [] }
        let end =
            isPeriodOver
            ? .distantPast
            : (state.current.marks.promoted ?? state.current.creationDate).addingTimeInterval(policy.period.seconds)
        guard let next = state.next else {
            let due = end.addingTimeInterval(-policy.announced.seconds)
            return [step(reusable.map { .publish(keyID: $0.keyID) } ?? .create, due)]
        }
        // One that is not marked yet is published from now on.
        let announced = past(next.marks.announced) ?? now
        let ready = announced.addingTimeInterval(policy.announced.seconds)
        return [step(.promote(keyID: next.keyID), isHalfPromoted ? ready : max(ready, end))]
    }

    /// Whether a promotion was broken off: the current key has its new name already. Or somebody has moved the alias back,
    /// so the next one must have been announced for long enough all the same.
    private var isHalfPromoted: Bool { state.previous.contains { $0?.keyID == state.current.keyID } }

    /// The key that takes the place of one that is revoked; nil where one must be made.
    var replacement: RotationState.Key? {
        guard let revoked = state.revoked, state.current.keyID == revoked.keyID else { return state.current }
        guard let next = state.next, next.keyID != revoked.keyID, fits(next) else { return reusable }
        return next
    }

    /// A key that was made for this and never published: what a run left that was broken off.
    private var reusable: RotationState.Key? {
        guard state.next == nil || state.revoked != nil else { return nil }
        return state.unpublished.first(where: fits)
    }

    private func fits(_ key: RotationState.Key) -> Bool {
        key.keyState == .enabled && key.keySpec == state.current.keySpec && key.keyUsage == state.current.keyUsage
    }

    private func mark(_ key: RotationState.Key, _ mark: RotationStep.Mark) -> RotationStep {
        step(.mark(keyID: key.keyID, mark), now)
    }

    private func step(_ action: RotationStep.Action, _ due: Date) -> RotationStep {
        RotationStep(action: action, due: due)
    }
}
