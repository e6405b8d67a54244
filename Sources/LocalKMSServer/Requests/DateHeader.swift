// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The `Date` header, by which clients see that their clock is wrong: `Tue, 21 Sep 2021 17:41:25 GMT`, made once a second.
///
/// See RFC 9110, section 5.6.7.
final class DateHeader: Sendable {
    private let latest = Mutex((second: Int.min, text: ""))

    var text: String {
        let second = Int(Date().timeIntervalSince1970.rounded(.down))
        return latest.withLock { latest in
            if latest.second != second { latest = (second, Self.text(second)) }
            return latest.text
        }
    }

    static func text(_ second: Int) -> String {
        // 2021-09-21T17:41:25Z
        let form = Date(timeIntervalSince1970: Double(second)).formatted(.iso8601)
        let parts = form.split { "-T Z".contains($0) }
        guard parts.count == 4, let month = Int(parts[1]), months.indices.contains(month - 1) else { return form }
        // The first day of 1970 was a Thursday.
        let weekday = days[(second / 86_400) % 7]
        return "\(weekday), \(parts[2]) \(months[month - 1]) \(parts[0]) \(parts[3]) GMT"
    }

    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
#endif
