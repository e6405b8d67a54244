// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How a rotation's marks stand in the tags of a key in KMS: times in ISO 8601, which tags may hold.
struct RotationTags {
    /// Whose key it is: the alias that signs.
    static let rotation = RotationNames.tagKey
    static let announced = "jwt-kms:announced"
    static let promoted = "jwt-kms:promoted"
    static let demoted = "jwt-kms:demoted"

    /// In seconds: whose clock is further off than this, AWS answers to nothing.
    private static let mostClockSkew = 300.0

    /// The tag of this alias's keys.
    static func owner(_ alias: String) -> Tag { Tag(tagKey: rotation, tagValue: alias) }

    /// Whether it is one of this package's, or of AWS's own: no other key is given it.
    static func isOurs(_ tag: Tag) -> Bool {
        ["jwt-kms:", "aws:"].contains { tag.tagKey.utf8.starts(with: $0.utf8) }
    }

    /// To the second, and never earlier than it was.
    private static func text(_ date: Date) -> String {
        Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.up)).formatted(.iso8601)
    }

    /// A time that nobody can read is none, nor is one from before the key was made, as of tags that were copied: what is
    /// written anew is later, which is the safe side.
    ///
    /// - Parameter creation: when KMS made the key.
    static func marks(_ tags: [Tag], since creation: Date) -> RotationMarks {
        func date(_ key: String) -> Date? {
            let date = tags.first { $0.tagKey == key }.flatMap { try? Date($0.tagValue, strategy: .iso8601) }
            return date.flatMap { $0 < creation.addingTimeInterval(-mostClockSkew) ? nil : $0 }
        }
        return RotationMarks(announced: date(announced), promoted: date(promoted), demoted: date(demoted))
    }

    /// What is to be written for these marks in the place of those before, and which tags are to be taken away.
    static func tags(
        _ marks: RotationMarks, before: RotationMarks = .init(), of alias: String
    ) -> (set: [Tag], removed: [String]) {
        var (set, removed) = ([owner(alias)], [String]())
        for (key, mark) in [
            (announced, \.announced), (promoted, \.promoted), (demoted, \.demoted),
        ] as [(String, KeyPath<RotationMarks, Date?>)] {
            if let date = marks[keyPath: mark] {
                set.append(Tag(tagKey: key, tagValue: text(date)))
            } else if before[keyPath: mark] != nil {
                removed.append(key)
            }
        }
        return (set, removed)
    }
}
