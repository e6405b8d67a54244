// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import SwiftASN1

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A private key of an algorithm without parameters as PKCS #8 (RFC 5208 section 5):
///
///     PrivateKeyInfo ::= SEQUENCE { version INTEGER (0), AlgorithmIdentifier, privateKey OCTET STRING }
struct PrivateKeyInfo {
    let identifier: ASN1ObjectIdentifier
    /// The bytes of the OCTET STRING, whose form is the algorithm's.
    let privateKey: [UInt8]

    init(identifier: ASN1ObjectIdentifier, privateKey: [UInt8]) {
        self.identifier = identifier
        self.privateKey = privateKey
    }

    /// Reads a key of one algorithm.
    ///
    /// - Throws: What the parser throws; ``UnexpectedKey`` where it is a key of another algorithm, or not DER.
    init(pem: String, identifier: ASN1ObjectIdentifier) throws {
        let document = try PEMDocument(pemString: pem)
        let key = try DER.sequence(DER.parse(document.derBytes), identifier: .sequence) { info in
            guard try Int(derEncoded: &info) == 0 else { throw UnexpectedKey() }
            // Which algorithm it is, and all else, is told by whether it is written the same.
            _ = info.next()
            return try Array(ASN1OctetString(derEncoded: &info).bytes)
        }
        self.init(identifier: identifier, privateKey: key)
        guard document.discriminator == "PRIVATE KEY", try der == document.derBytes else { throw UnexpectedKey() }
    }

    /// The key as PEM (RFC 7468 section 10).
    var pem: String {
        get throws { PEMDocument(type: "PRIVATE KEY", derBytes: try der).pemString + "\n" }
    }

    private var der: [UInt8] {
        get throws {
            var serializer = DER.Serializer()
            try serializer.appendConstructedNode(identifier: .sequence) { info in
                try info.serialize(0)
                try info.appendConstructedNode(identifier: .sequence) { try $0.serialize(identifier) }
                try info.serialize(ASN1OctetString(contentBytes: privateKey[...]))
            }
            return serializer.serializedBytes
        }
    }
}

extension Data {
    /// A public key of an algorithm without parameters as DER SubjectPublicKeyInfo (RFC 5280 section 4.1).
    static func subjectPublicKeyInfo(of publicKey: Data, identifier: ASN1ObjectIdentifier) throws -> Data {
        var serializer = DER.Serializer()
        try serializer.appendConstructedNode(identifier: .sequence) { info in
            try info.appendConstructedNode(identifier: .sequence) { try $0.serialize(identifier) }
            try info.serialize(ASN1BitString(bytes: Array(publicKey)[...]))
        }
        return Data(serializer.serializedBytes)
    }
}
