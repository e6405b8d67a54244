// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

extension Span<UInt8> {
    /// Where a byte is first, from a place on; nil where it is nowhere. Eight bytes are looked at as one number: of the
    /// bytes that are zero once it is xored in, `(x - 0x01...) & ~x & 0x80...` marks the first one rightly.
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let pattern = UInt64(byte) &* ones
        var index = start
        while index + 8 <= count {
            let eight = unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
            let difference = eight ^ pattern
            let found = (difference &- ones) & ~difference & (ones << 7)
            if found != 0 { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < count {
            if self[index] == byte { return index }
            index += 1
        }
        return nil
    }

    func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        var index = 0
        while index + 8 <= count {
            let (left, right) = unsafe (
                bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self),
                other.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            )
            guard left == right else { return false }
            index += 8
        }
        while index < count {
            guard self[index] == other[index] else { return false }
            index += 1
        }
        return true
    }

    /// A hash with Swift's seed, which nobody outside the process knows.
    var seededHash: Int {
        var hasher = Hasher()
        unsafe withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        return hasher.finalize()
    }
}
