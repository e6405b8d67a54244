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
        let (first, second) = try Self.dots(text)
        header = try Self.decode(text.extracting(..<first), "header")
        payload = try Self.decode(text.extracting((first + 1)..<second), "payload")
        signature = try Self.decode(text.extracting((second + 1)...), "signature")
        signingInput = token[..<second]
    }

    private static func dots(_ token: Span<UInt8>) throws -> (Int, Int) {
        var dots = (first: 0, second: 0, count: 0)
        for index in token.indices where token[index] == UInt8(ascii: ".") {
            dots = (dots.second, index, dots.count + 1)
            // Enough is known: a token of a million dots is looked at no further.
            if dots.count > 2 { break }
        }
        guard dots.count == 2 else {
            let parts = dots.count > 2 ? "more than 3 parts" : "\(dots.count + 1) part\(dots.count == 0 ? "" : "s")"
            throw JWTError.malformedToken(reason: "the token has \(parts), and must have 3 (header.payload.signature)")
        }
        return (dots.first, dots.second)
    }

    private static func decode(_ part: Span<UInt8>, _ name: String) throws -> [UInt8] {
        guard let bytes = Base64URL.decode(part) else {
            throw JWTError.malformedToken(
                reason: "the \(name) is not base64url without padding (RFC 7515 section 2)")
        }
        return bytes
    }
}
