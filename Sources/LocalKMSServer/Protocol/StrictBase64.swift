// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension JSONDecoder.DataDecodingStrategy {
    /// Base64 with padding, where each value has one form and no other: the bits that the last character has to spare must
    /// be zero (RFC 4648, section 3.5). Foundation takes `QR==` for `QQ==`.
    static let strictBase64 = Self.custom { decoder in
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard hasNoSpareBits(text.utf8), let bytes = Data(base64Encoded: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no base64")
        }
        return bytes
    }

    private static func hasNoSpareBits(_ text: String.UTF8View) -> Bool {
        guard text.last == UInt8(ascii: "=") else { return true }
        let unpadded = text.dropLast()
        return if unpadded.last == UInt8(ascii: "=") {
            // Two of six bits count.
            unpadded.dropLast().last.map("AQgw".utf8.contains) ?? false
        } else {
            // Four of six bits count.
            unpadded.last.map("AEIMQUYcgkosw048".utf8.contains) ?? false
        }
    }
}
#endif
