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
        var dots: [Int] = []
        for (index, byte) in token.enumerated() where byte == UInt8(ascii: ".") {
            dots.append(index)
            // Enough is known: a token of a million dots is looked at no further.
            if dots.count > 2 { break }
        }
        guard dots.count == 2 else {
            let parts = dots.count == 3 ? "more than 3 parts" : "\(dots.count + 1) part\(dots.isEmpty ? "" : "s")"
            throw JWTError.malformedToken(reason: "the token has \(parts), and must have 3 (header.payload.signature)")
        }
        signingInput = token[..<dots[1]]
        header = try Self.decode(token[..<dots[0]], "header")
        payload = try Self.decode(token[(dots[0] + 1)..<dots[1]], "payload")
        signature = try Self.decode(token[(dots[1] + 1)...], "signature")
    }

    private static func decode(_ part: ArraySlice<UInt8>, _ name: String) throws -> [UInt8] {
        guard let bytes = Base64URL.decode(part) else {
            throw JWTError.malformedToken(
                reason: "the \(name) is not base64url without padding (RFC 7515 section 2)")
        }
        return bytes
    }
}
