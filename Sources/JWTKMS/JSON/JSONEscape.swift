// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The escapes of RFC 8259 section 7.
enum JSONEscape {
    /// What the escape at the beginning of `text` stands for, and how many bytes it has; nil where there is none
    /// such.
    ///
    /// - Throws: ``JSONRefusal`` where it is half of a surrogate pair.
    static func decode(_ text: ArraySlice<UInt8>) throws(JSONRefusal) -> (Unicode.Scalar, length: Int)? {
        guard let letter = text.dropFirst().first else { return nil }
        if let plain = plain[letter] { return (Unicode.Scalar(plain), 2) }
        guard letter == UInt8(ascii: "u"), let unit = hexadecimal(text.dropFirst(2)) else { return nil }
        if let scalar = Unicode.Scalar(unit) { return (scalar, 6) }
        let rest = text.dropFirst(6)
        guard UTF16.isLeadSurrogate(unit), rest.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]),
            let trail = hexadecimal(rest.dropFirst(2)), UTF16.isTrailSurrogate(trail)
        else { throw JSONRefusal(reason: .loneSurrogate, offset: text.startIndex) }
        let value = 0x10000 + (UInt32(unit) & 0x3FF) << 10 + (UInt32(trail) & 0x3FF)
        return Unicode.Scalar(value).map { ($0, 12) }
    }

    /// The bytes that a string's text stands for.
    static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.first {
            // Every escape was read once when the document was.
            if byte == UInt8(ascii: "\\"), case let (scalar, length)?? = try? decode(rest) {
                bytes += Array(String(Character(scalar)).utf8)
                rest = rest.dropFirst(length)
            } else {
                bytes.append(byte)
                rest = rest.dropFirst()
            }
        }
        return bytes
    }

    private static let plain: [UInt8: UInt8] = [
        UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 0x08,
        UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    ]

    private static func hexadecimal(_ text: ArraySlice<UInt8>) -> UInt16? {
        guard text.count >= 4 else { return nil }
        var value: UInt16 = 0
        for byte in text.prefix(4) {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
