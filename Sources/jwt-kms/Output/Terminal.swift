// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A result that could not be written: exit code 3.
struct OutputError: Error, CustomStringConvertible {
    let description = "the result can't be written to standard output"
}

/// What is written, and where: results to standard output, everything else to standard error.
enum Terminal {
    /// Writes a result.
    ///
    /// - Throws: `OutputError` where it can't be written: a result that is lost must not look like success.
    static func result(_ text: String) throws { try result(bytes: Array((text + "\n").utf8)) }

    /// Writes a result that is no text.
    static func result(bytes: [UInt8]) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(bytes))
        } catch {
            throw OutputError()
        }
    }

    /// Writes what is not a result.
    static func note(_ text: String) {
        // Nobody is left to be told of a lost note.
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }

    /// A text that came from outside, in one line: what moves the cursor or turns text around is escaped.
    static func line(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            if isHarmless(scalar) { line.unicodeScalars.append(scalar) } else { line += scalar.escaped(asASCII: true) }
        }
        return line
    }

    /// Not a control character (C0, C1), not a line separator, and nothing that formats (bidirectional overrides,
    /// invisible characters).
    static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
