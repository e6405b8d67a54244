// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// base64url without padding, RFC 4648 section 5 as RFC 7515 section 2 takes it.
///
/// Strict: no padding, no white space, no other alphabet, and the bits that no byte needs are zero. Otherwise a token
/// would have twins that a deny list misses.
package enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    /// The value of each byte as a letter: first of 256 bytes as the last letter of four, then as the third, the second
    /// and the first, shifted to its place. What is no letter has the highest bit, which no value has.
    private static let values: [UInt32] = {
        var values = [UInt32](repeating: invalid, count: 4 * 256)
        for place in 0..<4 {
            for (value, byte) in alphabet.enumerated() {
                values[place * 256 + Int(byte)] = UInt32(value) << UInt32(6 * place)
            }
        }
        return values
    }()
    private static let invalid: UInt32 = 1 << 31

    /// The bytes that `text` spells; nil where it is not their one spelling.
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        let (whole, rest) = (text.count / 4 * 3, text.count % 4)
        guard rest != 1 else { return nil }
        // What is wrong shows in these at the end.
        var (seen, unused): (UInt32, UInt32) = (0, 0)
        // One byte more than is needed: three bytes are written as four.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: whole + rest + 1) { bytes, count in
            unsafe values.withUnsafeBufferPointer { values in
                var (read, write, all) = (0, 0, UInt32(0))
                while write < whole {
                    let four = unsafe Int(
                        UInt32(littleEndian: text.bytes.unsafeLoadUnaligned(fromByteOffset: read, as: UInt32.self)))
                    let three =
                        unsafe values[768 + four & 0xFF] | values[512 + four >> 8 & 0xFF]
                        | values[256 + four >> 16 & 0xFF] | values[four >> 24]
                    all |= three
                    unsafe UnsafeMutableRawBufferPointer(bytes).storeBytes(
                        of: (three << 8).bigEndian, toByteOffset: write, as: UInt32.self)
                    read += 4
                    write += 3
                }
                if rest > 0 {
                    let third = unsafe rest == 3 ? values[256 + Int(text[read + 2])] : 0
                    let last = unsafe values[768 + Int(text[read])] | values[512 + Int(text[read + 1])] | third
                    all |= last
                    unsafe bytes[write] = UInt8(truncatingIfNeeded: last >> 16)
                    if rest == 3 { unsafe bytes[write + 1] = UInt8(truncatingIfNeeded: last >> 8) }
                    unused = rest == 3 ? last & 0xFF : last & 0xFFFF
                    write += rest - 1
                }
                (seen, count) = (all, write)
            }
        }
        return seen & invalid == 0 && unused == 0 ? bytes : nil
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
