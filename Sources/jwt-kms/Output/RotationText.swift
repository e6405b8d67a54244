// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import Foundation
import JWTKMS

/// A rotation in words.
struct RotationText {
    let alias: String
    let policy: RotationPolicy
    let now: Date

    /// What was done, a line a step.
    func done(_ report: KeyRotation.Report) -> [String] {
        report.done.compactMap { step in
            switch step.action {
            case .create, .publish:
                "published \(report.state.next?.keyID ?? "a key") as \(alias)-next: it signs nothing yet"
            case .promote(let key): "promoted \(key): it signs from now on, the key before it is \(alias)-previous"
            case .retire(let key):
                "retired \(key): its tokens are over; KMS deletes it in \(policy.deletionWindowInDays) days"
            case .release(let key):
                "released \(key): it is published no longer, and not deleted, for another alias names it too"
            case .discard(let key): "discarded \(key), which a run that was broken off had made"
            case .revoke(let key): "revoked \(key): it is disabled, and \(report.state.current.keyID) signs"
            case .mark: nil
            }
        }
    }

    /// What is to come, in the order of its time.
    ///
    /// - Parameter isPeriodOver: whether the next key does not wait for the end of the period, where it is asked for again.
    func plan(_ report: KeyRotation.Report, isPeriodOver: Bool = false) -> [String] {
        let lines = report.plan.steps.compactMap { step in
            Self.text(step.action).map { "\(Self.when(step.due, now))  \($0)" }
        }
        let isPromotedLater = report.plan.steps.contains {
            if case .promote = $0.action { $0.due > now } else { false }
        }
        guard !(isPeriodOver && isPromotedLater) else { return lines + ["run it again with --now then"] }
        return lines.isEmpty ? ["nothing is to come before somebody acts"] : lines
    }

    private static func text(_ action: RotationStep.Action) -> String? {
        switch action {
        case .create: "make the next key, and publish it"
        case .publish(let key): "publish \(key) as the next key"
        case .promote(let key): "let \(key) sign"
        case .retire(let key): "retire \(key)"
        case .release(let key): "release \(key), which another alias names too"
        case .discard(let key): "discard \(key), which was never published"
        case .revoke(let key): "finish revoking \(key)"
        case .mark: nil
        }
    }

    /// What revoking a key breaks, and how to go on where that is broken off.
    func emergency(_ revoked: String, _ state: RotationState, _ consequences: KeyRotation.Consequences) -> [String] {
        let isNext = revoked == state.next?.keyID && revoked != state.current.keyID
        let tokens =
            isNext
            ? ["- it has signed nothing yet: no token is refused"]
            : [
                "- every token that it signed is refused, up to \(policy.tokenLifetime.text) before it would have expired",
                "- services that follow the aliases know it within \(policy.spread.text), verifiers that cached a JWKS "
                    + "within \(policy.reach.text): until then they accept its tokens",
            ]
        let unknown =
            revoked == state.current.keyID && !isKnown(consequences.replacement)
            ? [
                "- tokens of the key that signs in its place are refused by whoever does not know that one yet, for as long"
            ] : []
        let signs =
            revoked == state.current.keyID
            ? "\(consequences.replacement?.keyID ?? "a key that is made now") signs in its place"
            : "\(state.current.keyID) goes on signing"
        let others =
            consequences.hasOtherNames
            ? ["- an alias of somebody else's names it too: what is done by that name fails"] : []
        return ["revoking \(revoked) of \(alias): \(signs)"] + tokens + unknown + others + [
            "- the key is disabled, not deleted: EnableKey brings it back, ScheduleKeyDeletion ends it",
            "- should this be broken off, run it again with --key \(revoked)",
        ]
    }

    /// Whether all who verify have a key by now.
    private func isKnown(_ key: RotationState.Key?) -> Bool {
        key?.marks.announced.map { now >= $0.addingTimeInterval(policy.reach.seconds) } ?? false
    }

    /// The keys that aliases name, a line a key.
    static func keys(_ state: RotationState, _ alias: String) -> [String] {
        let signing = ("signs", state.current, state.current.marks.promoted.map { "since \(date($0))" })
        let next = state.next.map { ("next", $0, $0.marks.announced.map { "published since \(date($0))" }) }
        let previous = state.keysBefore.filter { $0.keyID != state.next?.keyID }
            .map { ("previous", $0, $0.marks.demoted.map { "signed until \(date($0))" }) }
        let revoked = state.revoked.map { ("revoked", $0, String?.none) }
        return [alias]
            + ([signing] + [next].compactMap { $0 } + previous + [revoked].compactMap { $0 }).map { role, key, time in
                let state = key.keyState == .enabled ? nil : key.keyState.rawValue
                let words = [role.padding(toLength: 8, withPad: " ", startingAt: 0), key.keyID, key.keySpec.rawValue]
                return "  " + (words + [time, state].compactMap { $0 }).joined(separator: "  ")
            }
    }

    private static func date(_ date: Date) -> String { date.formatted(.iso8601) }

    private static func when(_ date: Date, _ now: Date) -> String {
        guard date > now else { return "now" }
        return "\(Self.date(date)) (\(Dates.distance(date.timeIntervalSince(now))))"
    }
}
#endif
