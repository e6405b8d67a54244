// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What time KMS has, by the header `Date` of its last answer. It is read only where somebody asks: most calls sign a token.
final class ServerTime: Sendable {
    private struct Answer {
        let date: String
        let at: Date
    }

    private let last = Mutex(Answer?.none)

    /// - Parameter at: when the answer came, by this machine's clock.
    func learn(_ date: String?, at: Date) {
        guard let date else { return }
        last.withLock { $0 = Answer(date: date, at: at) }
    }

    /// What KMS's clock shows when this machine's shows `now`; the same where no answer has told.
    func time(at now: Date) -> Date {
        guard let answer = last.withLock({ $0 }), let date = HTTPDate.date(answer.date) else { return now }
        let difference = date.timeIntervalSince(answer.at)
        // The header has whole seconds, and was under way.
        return abs(difference) < 2 ? now : now.addingTimeInterval(difference)
    }
}
