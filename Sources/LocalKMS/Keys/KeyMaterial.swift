// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a key is made of, as it is stored: of a key pair the private key as PKCS #8 PEM, which OpenSSL reads; of a
/// secret, for which PKCS #8 has no form, its bytes in base64, which every tool and language reads.
///
/// It is a type of its own so that no description, log line or dump of anything that holds it can show the key.
struct KeyMaterial: Hashable, Codable, Sendable {
    let text: String

    /// A private key as PKCS #8 PEM.
    init(pem: String) { text = pem }

    /// The bytes of a secret.
    init(secret: Data) { text = secret.base64EncodedString() }

    init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    /// The bytes of a secret; nil where it is none.
    var secret: Data? { Data(base64Encoded: text) }
}

extension KeyMaterial: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "<key material>" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
