// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What the KMS model demands of texts.
enum TextRules {
    /// - Parameter member: the place of the text in the request, as KMS names it.
    static func checkLength(_ text: String, at member: String, _ range: ClosedRange<Int>) throws(KMSError) {
        let length = text.unicodeScalars.count
        guard length >= range.lowerBound else {
            throw .constraint(text, at: member, "have length greater than or equal to \(range.lowerBound)")
        }
        guard length <= range.upperBound else {
            throw .constraint(text, at: member, "have length less than or equal to \(range.upperBound)")
        }
    }

    /// - Parameters:
    ///   - pattern: the pattern of the model, for the error.
    ///   - symbols: the characters that the pattern allows beside ASCII letters and digits.
    static func check(
        _ text: String, at member: String, pattern: String, symbols: String
    ) throws(KMSError) {
        let isGood = text.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                || symbols.unicodeScalars.contains(scalar)
        }
        guard isGood else { throw .constraint(text, at: member, "satisfy regular expression pattern: \(pattern)") }
    }
}
