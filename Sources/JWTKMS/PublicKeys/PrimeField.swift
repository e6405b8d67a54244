// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Arithmetic modulo a prime that is a little less than a power of two: as much as it takes to tell whether a point is on
/// its curve. For public keys alone, so it takes no care to need the same time for all numbers.
struct PrimeField: Sendable {
    /// 256 bits, the least significant 64 first, and less than the prime.
    typealias Element = SIMD4<UInt64>

    let prime: Element
    /// 2^256 modulo the prime.
    private let fold: UInt64

    /// RFC 7748 section 4.1: 2^255 - 19.
    static let curve25519 = PrimeField(prime: [.max - 18, .max, .max, .max >> 1], fold: 38)
    /// SEC 2 version 2 section 2.4.1: 2^256 - 2^32 - 977.
    static let secp256k1 = PrimeField(prime: [.max - 0x1_0000_03D0, .max, .max, .max], fold: 0x1_0000_03D1)

    private init(prime: Element, fold: UInt64) { (self.prime, self.fold) = (prime, fold) }

    /// The number of these 32 bytes, the least significant first; nil where it is not less than the prime.
    func element(littleEndian bytes: some BidirectionalCollection<UInt8>) -> Element? {
        var element = Element()
        for (index, byte) in bytes.enumerated() { element[index / 8] |= UInt64(byte) << (index % 8 * 8) }
        return Self.isLess(element, prime) ? element : nil
    }

    func add(_ left: Element, _ right: Element) -> Element {
        var sum = left
        var carry: UInt128 = 0
        for index in 0..<4 {
            carry += UInt128(left[index]) + UInt128(right[index])
            sum[index] = UInt64(truncatingIfNeeded: carry)
            carry >>= 64
        }
        return reduced(sum, above: UInt64(carry))
    }

    func subtract(_ left: Element, _ right: Element) -> Element {
        add(left, right == Element() ? right : Self.difference(prime, right))
    }

    func multiply(_ left: Element, _ right: Element) -> Element {
        var low = Element()
        var high = Element()
        for i in 0..<4 {
            var carry: UInt128 = 0
            for j in 0..<4 {
                let place = i + j
                carry += UInt128(left[i]) * UInt128(right[j]) + UInt128(place < 4 ? low[place] : high[place - 4])
                let word = UInt64(truncatingIfNeeded: carry)
                if place < 4 { low[place] = word } else { high[place - 4] = word }
                carry >>= 64
            }
            high[i] = UInt64(carry)
        }
        var carry: UInt128 = 0
        for index in 0..<4 {
            carry += UInt128(high[index]) * UInt128(fold) + UInt128(low[index])
            low[index] = UInt64(truncatingIfNeeded: carry)
            carry >>= 64
        }
        return reduced(low, above: UInt64(carry))
    }

    /// Whether there is a number whose square it is, by Euler: its power of half of p - 1 is 1. Not asked of zero.
    func isSquare(_ element: Element) -> Bool {
        var power: Element = [1, 0, 0, 0]
        var exponent = Self.difference(prime, [1, 0, 0, 0])
        for index in 0..<4 {
            exponent[index] = exponent[index] >> 1 | (index < 3 ? exponent[index + 1] << 63 : 0)
        }
        for bit in (0..<256).reversed() {
            power = multiply(power, power)
            if exponent[bit / 64] >> (bit % 64) & 1 == 1 { power = multiply(power, element) }
        }
        return power == [1, 0, 0, 0]
    }

    /// - Parameter above: the part of the number from 2^256 on.
    private func reduced(_ low: Element, above: UInt64) -> Element {
        var (low, above) = (low, above)
        while above != 0 {
            var carry = UInt128(above) * UInt128(fold)
            for index in 0..<4 {
                carry += UInt128(low[index])
                low[index] = UInt64(truncatingIfNeeded: carry)
                carry >>= 64
            }
            above = UInt64(carry)
        }
        while !Self.isLess(low, prime) { low = Self.difference(low, prime) }
        return low
    }

    private static func isLess(_ left: Element, _ right: Element) -> Bool {
        for index in (0..<4).reversed() where left[index] != right[index] { return left[index] < right[index] }
        return false
    }

    /// The right one is not the greater.
    private static func difference(_ left: Element, _ right: Element) -> Element {
        var (difference, borrow) = (Element(), false)
        for index in 0..<4 {
            let (part, first) = left[index].subtractingReportingOverflow(right[index])
            let (word, second) = part.subtractingReportingOverflow(borrow ? 1 : 0)
            (difference[index], borrow) = (word, first || second)
        }
        return difference
    }
}
