// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What is written, and where: results to standard output, everything else to standard error.
enum Terminal {
    /// Writes a result.
    static func result(_ text: String) { write(text + "\n", to: .standardOutput) }

    /// Writes what is not a result.
    static func note(_ text: String) { write(text + "\n", to: .standardError) }

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

    private static func write(_ text: String, to handle: FileHandle) {
        // Nobody is left to be told of a closed pipe.
        try? handle.write(contentsOf: Data(text.utf8))
    }
}
