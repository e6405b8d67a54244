// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Why a command of the user's gave nothing.
///
/// What it wrote to standard error may hold secrets, says AWS: it stands in no description, dump or log of this. It is
/// there to be shown to the person who runs a diagnosis on their own terminal.
package struct CommandFailure: Error, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `exited with 1`
    package let description: String
    /// The last line that it wrote to standard error, controls escaped. Never to be logged.
    package let lastErrorLine: String?

    package init(_ description: String, lastErrorLine: String? = nil) {
        self.description = description
        self.lastErrorLine = lastErrorLine
    }

    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}

/// The last line that is not blank of a text that comes in pieces and may be endless.
struct LastLine {
    private var bytes: [UInt8] = []
    private static let maximumBytes = 1024

    mutating func add(_ piece: [UInt8]) {
        bytes += piece.suffix(Self.maximumBytes)
        bytes.removeFirst(max(0, bytes.count - Self.maximumBytes))
    }

    /// nil where there is none.
    var text: String? {
        let lines = String(decoding: bytes, as: UTF8.self).split { $0.isNewline }
        return lines.last { !$0.allSatisfy(\.isWhitespace) }.map { Excerpt.of(String($0), maximumBytes: 512) }
    }
}
