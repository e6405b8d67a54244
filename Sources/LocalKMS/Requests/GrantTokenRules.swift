// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What the KMS model demands of grant tokens. Grants are stored and not enforced, so any token of the right form is
/// accepted.
enum GrantTokenRules {
    static func check(_ tokens: [String]?) throws(KMSError) {
        guard let tokens else { return }
        guard tokens.count <= 10 else {
            throw .constraint("\(tokens.count) tokens", at: "grantTokens", "have length less than or equal to 10")
        }
        guard tokens.allSatisfy({ (1...8192).contains($0.unicodeScalars.count) }) else {
            // A token is a secret: it isn't shown.
            throw .constraint(at: "grantTokens", "have length between 1 and 8192")
        }
    }
}
