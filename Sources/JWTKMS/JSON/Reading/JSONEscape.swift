// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The escapes of RFC 8259 section 7.
enum JSONEscape {
    /// What the escape at `position` stands for, and how many bytes it has; nil where there is none such.
    ///
    /// - Throws: ``JSONRefusal`` where it is half of a surrogate pair.
    static func decode(
        _ text: Span<UInt8>, at position: Int
    ) throws(JSONRefusal) -> (Unicode.Scalar, length: Int)? {
        guard position + 1 < text.count else { return nil }
        let letter = text[position + 1]
        if let plain = plain(letter) { return (Unicode.Scalar(plain), 2) }
        guard letter == UInt8(ascii: "u"), let unit = hexadecimal(text, at: position + 2) else { return nil }
        if let scalar = Unicode.Scalar(unit) { return (scalar, 6) }
        let next = position + 6
        guard UTF16.isLeadSurrogate(unit), next + 1 < text.count, text[next] == UInt8(ascii: "\\"),
            text[next + 1] == UInt8(ascii: "u"), let trail = hexadecimal(text, at: next + 2),
            UTF16.isTrailSurrogate(trail)
        else { throw JSONRefusal(reason: .loneSurrogate, offset: position) }
        let value = 0x10000 + (UInt32(unit) & 0x3FF) << 10 + (UInt32(trail) & 0x3FF)
        return Unicode.Scalar(value).map { ($0, 12) }
    }

    /// The text that stands for these bytes of a string: what must be escaped is, and nothing else.
    static func escaped(_ bytes: Span<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + 8)
        for index in bytes.indices {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                let digits = Array(String(byte, radix: 16).utf8)
                text += Array("\\u00".utf8) + (digits.count == 1 ? [UInt8(ascii: "0")] : []) + digits
            default: text.append(byte)
            }
        }
        return text
    }

    /// The bytes that a string's text stands for.
    static func unescaped(_ text: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var position = 0
        while position < text.count {
            // Every escape was read once when the document was.
            if text[position] == UInt8(ascii: "\\"), case let (scalar, length)?? = try? decode(text, at: position) {
                bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                position += length
            } else {
                bytes.append(text[position])
                position += 1
            }
        }
        return bytes
    }

    private static func plain(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    private static func hexadecimal(_ text: Span<UInt8>, at position: Int) -> UInt16? {
        guard position + 4 <= text.count else { return nil }
        var value: UInt16 = 0
        for index in position..<position + 4 {
            let digit: UInt8
            switch text[index] {
            case let byte where byte &- UInt8(ascii: "0") < 10: digit = byte - UInt8(ascii: "0")
            case let byte where (byte | 0x20) &- UInt8(ascii: "a") < 6: digit = (byte | 0x20) - UInt8(ascii: "a") + 10
            default: return nil
            }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
