// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto

/// The SHA-256 of a token, as four numbers: quick to hash and to compare. It is no secret, so that the time that a
/// comparison takes tells nothing.
struct TokenDigest: Hashable, Sendable {
    private let words: SIMD4<UInt64>

    init(of text: [UInt8]) {
        words = unsafe SHA256.hash(data: text).withUnsafeBytes { bytes in
            unsafe bytes.loadUnaligned(as: SIMD4<UInt64>.self)
        }
    }

    /// A few bits of it, to divide tokens by.
    var firstByte: Int { Int(words[0] & 0xFF) }

    static func == (left: Self, right: Self) -> Bool { left.words == right.words }

    func hash(into hasher: inout Hasher) {
        for index in 0..<4 { hasher.combine(words[index]) }
    }
}
