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
            case .revoke(let key) where report.state.key(key)?.keyState == .enabled:
                "\(key) is still enabled: run this again in a minute"
            case .revoke(let key) where key == report.state.current.keyID:
                "revoked \(key): it is disabled; \(alias) still names it: run this again in a minute"
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

    /// What is otherwise than it should be, and keeps no step from being taken.
    func notes(_ state: RotationState) -> [String] {
        let difference = Int(now.timeIntervalSince(Date()).rounded())
        let clock =
            TimeInterval(abs(difference)) > max(2, policy.clockSkew.seconds)
            ? [
                "this machine's clock is \(abs(difference)) s \(difference > 0 ? "behind" : "ahead of") KMS's, by which the times here go"
            ]
            : []
        return clock
            + state.keysBefore.filter { $0.keyState != .enabled }.map {
                "\($0.keyID), a key before, is \($0.keyState): who starts now refuses its tokens"
            }
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
        return "\(Self.date(date)) (\(Dates.distance(max(1, date.timeIntervalSince(now)))))"
    }
}
#endif
