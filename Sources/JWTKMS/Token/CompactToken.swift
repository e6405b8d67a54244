// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit

/// A token cut into its parts, and each decoded.
package struct CompactToken: Sendable {
    /// What was signed, RFC 7515 section 5.1: the token up to its second dot.
    package let signingInput: ArraySlice<UInt8>
    package let header: [UInt8]
    package let payload: [UInt8]
    package let signature: [UInt8]
    let padding: TokenPadding

    /// Cuts a token.
    ///
    /// - Parameter expectsPadding: whether its parts must be padded, or must not be; nil for a token that is still to be held
    ///   against its key.
    /// - Throws: `JWTError.malformedToken` where it has not three parts, or one is not strict base64url.
    package init(_ token: [UInt8], expectsPadding: Bool? = false) throws {
        let parts = try TokenParts(token.span)
        padding = parts.padding(token.span)
        header = try TokenParts.decode(token.span, parts.header, "header")
        payload = try TokenParts.decode(token.span, parts.payload, "payload")
        signature = try TokenParts.decode(token.span, parts.signature, "signature")
        signingInput = token[parts.signingInput]
        if let expectsPadding { try padding.check(isExpected: expectsPadding) }
    }
}
