// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit

/// A token cut into its parts, RFC 7515 section 7.1:
///
///     BASE64URL(UTF8(header)) '.' BASE64URL(payload) '.' BASE64URL(signature)
package struct CompactToken: Sendable {
    /// What was signed, RFC 7515 section 5.1: the token up to its second dot.
    package let signingInput: ArraySlice<UInt8>
    package let header: [UInt8]
    package let payload: [UInt8]
    package let signature: [UInt8]

    /// Cuts a token.
    ///
    /// - Throws: `JWTError.malformedToken` where it has not three parts, or one is not strict base64url.
    package init(_ token: [UInt8]) throws {
        let text = token.span
        let dot = UInt8(ascii: ".")
        guard let first = text.firstIndex(of: dot, from: 0), let second = text.firstIndex(of: dot, from: first + 1)
        else {
            throw Self.refusal(text, "header")
        }
        header = try Self.decode(text, 0..<first, "header")
        payload = try Self.decode(text, first + 1..<second, "payload")
        signature = try Self.decode(text, second + 1..<text.count, "signature")
        signingInput = token[..<second]
    }

    private static func decode(_ token: Span<UInt8>, _ range: Range<Int>, _ name: String) throws -> [UInt8] {
        guard let bytes = Base64URL.decode(token.extracting(range)) else { throw refusal(token, name) }
        return bytes
    }

    /// A further dot is no letter of base64url either, so dots are counted only here.
    private static func refusal(_ token: Span<UInt8>, _ part: String) -> JWTError {
        var dots = 0
        for index in token.indices where token[index] == UInt8(ascii: ".") {
            dots += 1
            // Enough is known: a token of a million dots is looked at no further.
            if dots > 2 { break }
        }
        guard dots == 2 else {
            let parts = dots > 2 ? "more than 3 parts" : "\(dots + 1) part\(dots == 0 ? "" : "s")"
            return .malformedToken(reason: "the token has \(parts), and must have 3 (header.payload.signature)")
        }
        return .malformedToken(reason: "the \(part) is not base64url without padding (RFC 7515 section 2)")
    }
}
