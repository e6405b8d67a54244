// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// A kid, compared and stored as bytes: Swift's `==` on strings is canonical equivalence, and would let another name
/// pass (RFC 7515 section 5.3).
struct KeyIdentifier: Hashable, Sendable, CustomStringConvertible {
    let string: String

    init(_ string: String) { self.string = string }

    static func == (left: Self, right: Self) -> Bool {
        var (left, right) = (left.string, right.string)
        return left.withUTF8 { left in right.withUTF8 { right in unsafe left.span.isEqual(to: right.span) } }
    }

    func hash(into hasher: inout Hasher) {
        var string = string
        string.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// At most 64 bytes of it, escaped: what an error or a log may show of a name that anybody may have written.
    var description: String { Excerpt.of(string) }
}

/// What may be shown of a text that came from outside.
package enum Excerpt {
    /// At most `limit` bytes of it, with all that is not printable ASCII escaped.
    package static func of(_ string: some StringProtocol, limit: Int = 64) -> String {
        var text = ""
        for scalar in string.unicodeScalars {
            let piece = (0x20..<0x7F).contains(scalar.value) ? String(scalar) : scalar.escaped(asASCII: true)
            guard text.utf8.count + piece.utf8.count <= limit else { return text + "..." }
            text += piece
        }
        return text
    }
}
