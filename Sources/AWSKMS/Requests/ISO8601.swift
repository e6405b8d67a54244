// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A date as AWS writes it in JSON and XML: `2021-08-05T19:58:02Z`, with or without a fraction of a second; with an offset
/// where other programs wrote it.
enum ISO8601 {
    static func date(_ text: String) -> Date? {
        // What follows a date would be passed over.
        guard text.utf8.count <= 64, text.allSatisfy("0123456789-:.TZ+".contains), !text.dropLast().contains("Z")
        else { return nil }
        // Each reads one form only.
        return (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: false)))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }

    /// `2021-08-05T19:58:02Z`.
    static func text(_ date: Date) -> String { date.formatted(.iso8601) }
}
