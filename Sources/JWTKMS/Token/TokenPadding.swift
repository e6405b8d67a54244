// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit

/// Whether the parts of a token are padded with `=`: RFC 4648 section 3.2. RFC 7515 section 2 leaves padding out, and some
/// issuers do not.
struct TokenPadding {
    /// The first part that ends in padding; nil for none.
    let part: StaticString?
    /// Whether each part is as long as padding makes it. A part may be so without any.
    let isComplete: Bool

    /// Holds the token against what its key and the call expect.
    ///
    /// - Throws: `JWTError.malformedToken`.
    func check(_ key: Requirements, _ call: Requirements?) throws(JWTError) {
        try check(isExpected: key.expectsPadding || call?.expectsPadding == true)
    }

    func check(isExpected: Bool) throws(JWTError) {
        if isExpected {
            guard isComplete else {
                throw .malformedToken(reason: "the parts are not padded with =, as those of this issuer must be")
            }
        } else if let part {
            throw TokenParts.notBase64URL(part)
        }
    }
}
