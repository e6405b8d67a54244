// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import SwiftASN1

/// The other forms in which a public key is kept.
extension SubjectPublicKeyInfo {
    /// Reads a PKCS #1 key, RFC 8017 appendix A.1.1: `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }`.
    ///
    /// - Throws: ``PublicKeyRefusal``.
    init(pkcs1 der: [UInt8]) throws {
        do { self.init(key: try Self.rsa(der[...])) } catch {
            throw PublicKeyRefusal("it is not a DER RSAPublicKey (PKCS #1)")
        }
    }

    /// Reads the key of a certificate, RFC 5280 section 4.1. Nothing else of it is looked at: no date, name or signature.
    ///
    /// - Throws: ``PublicKeyRefusal``.
    init(certificate der: [UInt8]) throws {
        let key: [UInt8]
        do {
            key = try DER.sequence(DER.parse(der), identifier: .sequence) { certificate in
                guard let signed = certificate.next(), certificate.next() != nil, certificate.next() != nil else {
                    throw PublicKeyRefusal("")
                }
                return try DER.sequence(signed, identifier: .sequence) { members in try Self.key(&members) }
            }
        } catch {
            throw PublicKeyRefusal("it is not a DER certificate")
        }
        try self.init(der: key)
    }

    /// The version may be left out, and extensions may follow.
    private static func key(_ members: inout ASN1NodeCollection.Iterator) throws -> [UInt8] {
        let version = ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific)
        var before = 5
        while let member = members.next() {
            if before == 5, member.identifier == version { continue }
            guard before == 0 else {
                before -= 1
                continue
            }
            while members.next() != nil {}
            return Array(member.encodedBytes)
        }
        throw PublicKeyRefusal("")
    }
}
