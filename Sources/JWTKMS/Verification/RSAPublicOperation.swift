// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// RSA's public operation, `s ^ e mod n` (RFC 8017 section 5.2.2), by Montgomery's method.
///
/// swift-crypto verifies signatures. This only helps to say why one was refused, and takes public numbers alone, so it need
/// not take the same time for all of them.
struct RSAPublicOperation {
    /// 64 bits each, the least significant first.
    private typealias Number = [UInt64]

    private let modulus: Number
    private let exponent: UInt64
    /// -n^-1 mod 2^64.
    private let inverse: UInt64

    /// - Returns: nil for numbers that are no RSA key's.
    init?(modulus: [UInt8], exponent: [UInt8]) {
        guard exponent.count <= 8, let last = modulus.last, last & 1 == 1 else { return nil }
        self.modulus = Self.number(modulus)
        self.exponent = exponent.reduce(0) { $0 << 8 | UInt64($1) }
        guard self.exponent > 0 else { return nil }
        // Newton: each step doubles the bits that are right, three at first.
        let low = self.modulus[0]
        inverse = 0 &- (0..<5).reduce(low) { found, _ in found &* (2 &- low &* found) }
    }

    /// - Returns: the number that the signature hides, as long as the modulus; nil if it is not less than that.
    func callAsFunction(_ signature: [UInt8]) -> [UInt8]? {
        var base = Self.number(signature)
        guard base.count == modulus.count, isLess(base, modulus) else { return nil }
        base = multiplied(base, factor)
        var power = base
        for bit in (0..<UInt64.bitWidth - exponent.leadingZeroBitCount - 1).reversed() {
            power = multiplied(power, power)
            if exponent >> bit & 1 == 1 { power = multiplied(power, base) }
        }
        let one: Number = [1] + Number(repeating: 0, count: modulus.count - 1)
        let bytes = multiplied(power, one).reversed().flatMap { word in
            (0..<8).reversed().map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
        return Array(bytes.suffix(signature.count))
    }

    /// What takes a number of k words into Montgomery's form, which is times 2^64k: 2^128k mod n.
    ///
    /// Anybody can send a signature that is refused, so it is found by squaring: doubling 64k times would cost more than
    /// all the rest.
    private var factor: Number {
        let length = 64 * modulus.count
        let bits = length - (modulus.last?.leadingZeroBitCount ?? 0)
        // The least power of two that is greater than n is less than twice n.
        var power = Number(repeating: 0, count: modulus.count + 1)
        power[bits / 64] = 1 << (bits % 64)
        power = reduced(power)
        // 1 in Montgomery's form.
        for _ in bits..<length { power = doubled(power) }
        for bit in (0..<Int.bitWidth - length.leadingZeroBitCount).reversed() {
            power = multiplied(power, power)
            if length >> bit & 1 == 1 { power = doubled(power) }
        }
        return power
    }

    private static func number(_ bytes: [UInt8]) -> Number {
        var number = Number(repeating: 0, count: (bytes.count + 7) / 8)
        for (index, byte) in bytes.reversed().enumerated() { number[index / 8] |= UInt64(byte) << (index % 8 * 8) }
        return number
    }

    /// `left * right / 2^64k mod n`, for numbers of k words.
    private func multiplied(_ left: Number, _ right: Number) -> Number {
        let count = modulus.count
        var sum = Number(repeating: 0, count: count + 1)
        for word in right {
            let top = Self.add(left, times: word, to: &sum)
            // What is added makes the lowest word zero, which is dropped.
            let rest = Self.add(modulus, times: sum[0] &* inverse, to: &sum)
            sum.removeFirst()
            sum.append(top + rest)
        }
        return reduced(sum)
    }

    /// - Returns: the carry out of the last word.
    private static func add(_ number: Number, times factor: UInt64, to sum: inout Number) -> UInt64 {
        var carry: UInt128 = 0
        for index in number.indices {
            carry += UInt128(number[index]) * UInt128(factor) + UInt128(sum[index])
            sum[index] = UInt64(truncatingIfNeeded: carry)
            carry >>= 64
        }
        carry += UInt128(sum[number.count])
        sum[number.count] = UInt64(truncatingIfNeeded: carry)
        return UInt64(carry >> 64)
    }

    private func doubled(_ number: Number) -> Number {
        var carry: UInt64 = 0
        let sum = number.map { word in
            defer { carry = word >> 63 }
            return word << 1 | carry
        }
        return reduced(sum + [carry])
    }

    /// A number of one word more, and less than twice the modulus, modulo that.
    private func reduced(_ number: Number) -> Number {
        let low = Number(number.dropLast())
        guard number.last != 0 || !isLess(low, modulus) else { return low }
        var borrow = false
        return zip(low, modulus).map { left, right in
            let (part, first) = left.subtractingReportingOverflow(right)
            let (word, second) = part.subtractingReportingOverflow(borrow ? 1 : 0)
            borrow = first || second
            return word
        }
    }

    private func isLess(_ left: Number, _ right: Number) -> Bool {
        for index in left.indices.reversed() where left[index] != right[index] { return left[index] < right[index] }
        return false
    }
}
