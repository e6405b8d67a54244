// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension RotationMarks {
    /// Writes that something happened, and wipes off what is over by it: a key that comes back begins anew.
    mutating func set(_ mark: RotationStep.Mark, at date: Date) {
        switch mark {
        case .announced: self = RotationMarks(announced: date)
        case .promoted: self = RotationMarks(announced: announced, promoted: date)
        case .demoted: self = RotationMarks(announced: announced, promoted: promoted, demoted: date)
        }
    }
}
