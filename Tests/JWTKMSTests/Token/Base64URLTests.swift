// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import Testing

@Suite("base64url")
struct Base64URLTests {
    @Test("every length and every byte goes there and back, as Foundation's base64 does")
    func roundTrip() {
        for length in 0..<200 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
            let text = Base64URL.encodeToString(bytes)
            let expected = Data(bytes).base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
            #expect(text == expected)
            #expect(Base64URL.decode(Array(text.utf8)) == bytes)
        }
    }

    @Test("every text of two and three letters has one meaning or none")
    func tails() {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var (taken, seen) = (0, Set<[UInt8]>())
        for first in alphabet {
            for second in alphabet {
                if let bytes = Base64URL.decode([first, second]) {
                    taken += 1
                    seen.insert(bytes)
                }
                if let bytes = Base64URL.decode([0x41, first, second]) {
                    taken += 1
                    seen.insert(bytes)
                }
            }
        }
        // 256 bytes have a spelling of two letters each; 1024 pairs of bytes begin with a zero of six bits.
        #expect(taken == 256 + 1024)
        #expect(seen.count == taken)
    }

    @Test("one letter too many, and each byte that is no letter, is refused at every place")
    func refused() {
        #expect(Base64URL.decode([UInt8(ascii: "A")]) == nil)
        #expect(Base64URL.decode(Array("AAAAA".utf8)) == nil)
        let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        for byte in UInt8.min...UInt8.max where !letters.contains(byte) {
            for place in 0..<4 {
                var text = Array("AAAA".utf8)
                text[place] = byte
                #expect(Base64URL.decode(text) == nil)
            }
        }
    }
}
