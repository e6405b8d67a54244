// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit

/// Where the parts of a token are, RFC 7515 section 7.1:
///
///     BASE64URL(UTF8(header)) '.' BASE64URL(payload) '.' BASE64URL(signature)
struct TokenParts {
    let header: Range<Int>
    let payload: Range<Int>
    let signature: Range<Int>

    /// What was signed, RFC 7515 section 5.1: the token up to its second dot.
    var signingInput: Range<Int> { 0..<payload.upperBound }

    /// Finds the parts.
    ///
    /// - Throws: `JWTError.malformedToken` where there are fewer than three. A further dot is no letter of base64url, so
    ///   that ``decode(_:_:_:)`` finds it.
    init(_ token: Span<UInt8>) throws {
        let dot = UInt8(ascii: ".")
        guard let first = token.firstIndex(of: dot, from: 0), let second = token.firstIndex(of: dot, from: first + 1)
        else { throw Self.refusal(token, "header") }
        header = 0..<first
        payload = first + 1..<second
        signature = second + 1..<token.count
    }

    /// Whether the parts are padded. To be held against what is expected before anything in them is believed.
    func padding(_ token: Span<UInt8>) -> TokenPadding {
        let named: [(Range<Int>, StaticString)] = [(header, "header"), (payload, "payload"), (signature, "signature")]
        return TokenPadding(
            part: named.first { Self.paddingLength(token, $0.0) > 0 }?.1,
            isComplete: named.allSatisfy { $0.0.count.isMultiple(of: 4) })
    }

    /// What a part stands for, padded or not.
    ///
    /// - Throws: `JWTError.malformedToken` where it is not strict base64url, or its padding is not as long as it must be.
    static func decode(_ token: Span<UInt8>, _ part: Range<Int>, _ name: StaticString) throws -> [UInt8] {
        let padding = paddingLength(token, part)
        guard padding == 0 || part.count.isMultiple(of: 4),
            let bytes = Base64URL.decode(token.extracting(part.lowerBound..<part.upperBound - padding))
        else { throw refusal(token, name) }
        return bytes
    }

    /// How many of the last two letters are padding.
    private static func paddingLength(_ token: Span<UInt8>, _ part: Range<Int>) -> Int {
        let sign = UInt8(ascii: "=")
        guard part.count > 1, token[part.upperBound - 1] == sign else { return 0 }
        return token[part.upperBound - 2] == sign ? 2 : 1
    }

    private static func refusal(_ token: Span<UInt8>, _ part: StaticString) -> JWTError {
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
        return notBase64URL(part)
    }

    static func notBase64URL(_ part: StaticString) -> JWTError {
        .malformedToken(reason: "the \(part) is not base64url without padding (RFC 7515 section 2)")
    }
}
