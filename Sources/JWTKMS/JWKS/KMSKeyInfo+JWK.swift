// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension KMSKeyInfo {
    /// The public key as a JWK, RFC 7517: one line of JSON whose members are in the order of their names.
    ///
    /// - Throws: `KMSError` of kind `configuration` where there is no public key at hand.
    package var jwk: String {
        get throws {
            guard let publicKeyDER, let algorithm = JWSAlgorithm(name: algorithm) else {
                throw KMSError(.configuration, message: "there is no public key to write", keyReference: arn)
            }
            let members = try PublicKey(der: publicKeyDER).jwk(algorithm: algorithm, kid: kid?.string)
            return "{" + members.map { #""\#($0.name)":\#(Self.quoted($0.value))"# }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\u{0}"..."\u{1F}": "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }
}
