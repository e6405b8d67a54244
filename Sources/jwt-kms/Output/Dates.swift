// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS

/// The times of a token, for people.
enum Dates {
    /// One line a time claim that is there: `exp  2026-11-24T08:00:00Z (in 15m)`.
    static func lines(_ claims: [UInt8], now: Date = Date()) -> [String] {
        guard let root = try? JSONDocument(bytes: claims).root else { return [] }
        return ["iat", "nbf", "exp"].compactMap { name in
            guard let seconds = root.member(name)?.double, seconds.isFinite else { return nil }
            // Within the years that a calendar can write.
            guard (-62_135_596_800...253_402_300_799).contains(seconds) else { return "\(name)  beyond the calendar" }
            let date = Date(timeIntervalSince1970: seconds)
            return "\(name)  \(date.formatted(.iso8601)) (\(distance(seconds - now.timeIntervalSince1970)))"
        }
    }

    /// `in 3h`, `5m ago`.
    static func distance(_ seconds: Double) -> String {
        // What a KMS answers may be more than an Int holds.
        let size = min(abs(seconds).rounded(), 1e15)
        let text =
            switch size {
            case ..<120: "\(Int(size))s"
            case ..<7200: "\(Int((size / 60).rounded()))m"
            case ..<172_800: "\(Int((size / 3600).rounded()))h"
            default: "\(Int((size / 86_400).rounded()))d"
            }
        return seconds >= 0 ? "in \(text)" : "\(text) ago"
    }
}
