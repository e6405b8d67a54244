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
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 3 / 4)
        // What is no letter has the value 0xFF, whose high bits no other has: it shows in `seen` at the end.
        var (bits, seen, pending) = (UInt32(0), UInt8(0), UInt32(0))
        for byte in text {
            let value = values[Int(byte)]
            seen |= value
            bits = bits << 6 | UInt32(value)
            pending += 6
            guard pending >= 8 else { continue }
            pending -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> pending))
        }
        return seen & 0xC0 == 0 && bits & (1 << pending - 1) == 0 ? bytes : nil
    }

    /// The one spelling of `bytes`.
    package static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var (bits, pending) = (UInt32(0), 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            pending += 8
            while pending >= 6 {
                pending -= 6
                text.append(alphabet[Int(bits >> UInt32(pending)) & 0x3F])
            }
        }
        if pending > 0 { text.append(alphabet[Int(bits << UInt32(6 - pending)) & 0x3F]) }
        return text
    }

    /// The one spelling of `bytes`, as text.
    package static func encodeToString(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: encode(bytes), as: UTF8.self)
    }
}
