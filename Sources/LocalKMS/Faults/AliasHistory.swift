// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What was done to aliases of late, so that they can be shown as they were a while ago.
struct AliasHistory: Sendable {
    struct Change: Sendable {
        let scope: Scope
        let name: AliasName
        /// The key that the alias named before; nil where it was not there.
        let old: KeyID?
        let date: Date
    }

    private let delay: Duration
    private var changes: [Change] = []
    private static let capacity = 10_000

    init(delay: Duration = .zero) { self.delay = delay }

    mutating func note(_ change: Change) {
        guard delay > .zero else { return }
        changes = changes.filter { isUnseen($0, at: change.date) }.suffix(Self.capacity - 1) + [change]
    }

    /// The aliases of a Region as they are seen at a moment, from those that there are.
    func shown(_ aliases: [AliasName: KeyID], in scope: Scope, at now: Date) -> [AliasName: KeyID] {
        var shown = aliases
        // Backwards: what was before the first change that is not seen yet counts.
        for change in changes.reversed() where change.scope == scope && isUnseen(change, at: now) {
            shown[change.name] = change.old
        }
        return shown
    }

    private func isUnseen(_ change: Change, at now: Date) -> Bool {
        let (seconds, attoseconds) = delay.components
        return now.timeIntervalSince(change.date) < Double(seconds) + Double(attoseconds) / 1e18
    }
}
