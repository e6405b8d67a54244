// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// base64url without padding, RFC 4648 section 5 as RFC 7515 section 2 takes it.
///
/// Strict: no padding, no white space, no other alphabet, and the bits that no byte needs are zero. Otherwise a token
/// would have twins that a deny list misses.
package enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let invalid: UInt8 = 0xFF
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: invalid, count: 256)
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
        return values
    }()

    /// The bytes that `text` spells; nil where it is not their one spelling.
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        let rest = text.count % 4
        guard rest != 1 else { return nil }
        var isStrict = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + rest) { bytes, count in
            unsafe values.withUnsafeBufferPointer { values in
                unsafe text.withUnsafeBufferPointer { text in
                    // What is no letter has the value 0xFF, whose high bits no other has: it shows in `seen` at the end.
                    var (seen, unused): (UInt8, UInt8) = (0, 0)
                    var (read, write) = (0, 0)
                    while read + 4 <= text.count {
                        let (a, b) = unsafe (values[Int(text[read])], values[Int(text[read + 1])])
                        let (c, d) = unsafe (values[Int(text[read + 2])], values[Int(text[read + 3])])
                        seen |= a | b | c | d
                        unsafe bytes[write] = a << 2 | b >> 4
                        unsafe bytes[write + 1] = b << 4 | c >> 2
                        unsafe bytes[write + 2] = c << 6 | d
                        read += 4
                        write += 3
                    }
                    if rest > 0 {
                        let (a, b) = unsafe (values[Int(text[read])], values[Int(text[read + 1])])
                        let c = unsafe rest == 3 ? values[Int(text[read + 2])] : 0
                        seen |= a | b | c
                        unsafe bytes[write] = a << 2 | b >> 4
                        if rest == 3 { unsafe bytes[write + 1] = b << 4 | c >> 2 }
                        unused = rest == 3 ? c << 6 : b << 4
                        write += rest - 1
                    }
                    count = write
                    isStrict = seen & 0xC0 == 0 && unused == 0
                }
            }
        }
        return isStrict ? bytes : nil
    }

    /// The bytes that `text` spells; nil where it is not their one spelling.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let text = Array(text)
        return decode(text.span)
    }

    /// The one spelling of `bytes`.
    package static func encode(_ bytes: Span<UInt8>) -> [UInt8] {
        let (rest, length) = (bytes.count % 3, (bytes.count * 4 + 2) / 3)
        let alphabet = alphabet
        return unsafe [UInt8](unsafeUninitializedCapacity: length) { text, count in
            var (read, write) = (0, 0)
            while read + 3 <= bytes.count {
                let (a, b, c) = (bytes[read], bytes[read + 1], bytes[read + 2])
                unsafe text[write] = alphabet[Int(a >> 2)]
                unsafe text[write + 1] = alphabet[Int((a << 4 | b >> 4) & 0x3F)]
                unsafe text[write + 2] = alphabet[Int((b << 2 | c >> 6) & 0x3F)]
                unsafe text[write + 3] = alphabet[Int(c & 0x3F)]
                read += 3
                write += 4
            }
            if rest > 0 {
                let (a, b) = (bytes[read], rest == 2 ? bytes[read + 1] : 0)
                unsafe text[write] = alphabet[Int(a >> 2)]
                unsafe text[write + 1] = alphabet[Int((a << 4 | b >> 4) & 0x3F)]
                if rest == 2 { unsafe text[write + 2] = alphabet[Int(b << 2 & 0x3F)] }
            }
            count = length
        }
    }

    /// The one spelling of `bytes`.
    package static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let bytes = Array(bytes)
        return encode(bytes.span)
    }

    /// The one spelling of `bytes`, as text.
    package static func encodeToString(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: encode(bytes), as: UTF8.self)
    }
}
