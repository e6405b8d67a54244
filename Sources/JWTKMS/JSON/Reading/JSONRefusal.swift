// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Why a document is not taken, and where. It quotes no value: documents hold claims.
package struct JSONRefusal: Error, Equatable, CustomStringConvertible {
    /// The rule that the document breaks.
    package enum Reason: Equatable, Sendable {
        case notUTF8
        case notAnObject
        case syntax
        case number
        case controlCharacter
        case escape
        case loneSurrogate
        case tooDeep
        case tooLong
        case duplicateName
    }

    package let reason: Reason
    /// Where it was found: bytes from the beginning.
    package let offset: Int

    package var description: String { description(from: 0) }

    /// The same, for a document that begins at byte `start` of what was read.
    package func description(from start: Int) -> String {
        let what =
            switch reason {
            case .notUTF8: "it is not UTF-8"
            case .notAnObject: "it is not a JSON object"
            case .syntax: "it is not JSON (RFC 8259)"
            case .number: "a number is not written as JSON writes them"
            case .controlCharacter: "a string holds a control character that is not escaped"
            case .escape: "a string holds an escape that JSON has not"
            case .loneSurrogate: "a string holds half of a surrogate pair"
            case .tooDeep: "it is nested deeper than 64 levels"
            case .tooLong: "it is longer than 4 GiB"
            case .duplicateName: "two members of an object have one name"
            }
        return "\(what), at byte \(max(0, offset - start))"
    }
}
