// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import SwiftASN1

/// A public key as people keep it in a file: PEM or DER of a SubjectPublicKeyInfo, of a PKCS #1 key or of a certificate, or
/// a JWK.
package struct PublicKeyFile {
    package let publicKey: PublicKey
    /// The `alg` of a JWK; nil if it names none, and for the other forms.
    package private(set) var algorithm: JWSAlgorithm?
    /// Whether it came in a certificate, of which nothing but the key is looked at.
    package private(set) var isCertificate = false

    /// Reads a file.
    ///
    /// - Throws: ``PublicKeyRefusal``.
    package init(_ bytes: [UInt8]) throws {
        let text = bytes.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        if text.first == UInt8(ascii: "{") {
            let jwk = try Self.jwk(bytes)
            (publicKey, algorithm) = (jwk.publicKey, jwk.algorithm)
        } else if let pem = String(validating: bytes, as: UTF8.self), pem.contains("-----BEGIN ") {
            (publicKey, isCertificate) = try Self.pem(pem)
        } else {
            (publicKey, isCertificate) = try Self.der(bytes)
        }
    }

    private static func jwk(_ bytes: [UInt8]) throws -> PublicKey.JWK {
        let root: JSONNode
        do { root = try JSONDocument(bytes: bytes).root } catch {
            throw PublicKeyRefusal("it is not strict JSON: \(error)")
        }
        guard root.member("keys") == nil else { throw PublicKeyRefusal("it is a JWK Set, not one key") }
        return try PublicKey.jwk(root)
    }

    /// RFC 7468: there may be text before, and other blocks. The first public key counts: of a chain of certificates that
    /// is the leaf's.
    private static func pem(_ text: String) throws -> (PublicKey, isCertificate: Bool) {
        var labels: [String] = []
        for block in blocks(text) {
            guard let document = try? PEMDocument(pemString: block) else { continue }
            switch document.discriminator {
            case "PUBLIC KEY": return (try PublicKey(der: document.derBytes), false)
            case "RSA PUBLIC KEY": return (try PublicKey(SubjectPublicKeyInfo(pkcs1: document.derBytes)), false)
            case "CERTIFICATE", "X509 CERTIFICATE":
                return (try PublicKey(SubjectPublicKeyInfo(certificate: document.derBytes)), true)
            case let other: labels.append(String(other.prefix(32)))
            }
        }
        guard let label = labels.last else { throw PublicKeyRefusal("its PEM can't be read") }
        throw PublicKeyRefusal("its PEM holds a \(label), not a PUBLIC KEY, an RSA PUBLIC KEY or a CERTIFICATE")
    }

    private static func blocks(_ text: String) -> [String] {
        var blocks: [String] = []
        var lines: [Substring] = []
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("-----BEGIN ") { lines = [] } else if lines.isEmpty { continue }
            lines.append(line)
            guard line.hasPrefix("-----END ") else { continue }
            blocks.append(lines.joined(separator: "\n"))
            lines = []
        }
        return blocks
    }

    /// What DER is of, its first members say.
    private static func der(_ bytes: [UInt8]) throws -> (PublicKey, isCertificate: Bool) {
        if let info = try? SubjectPublicKeyInfo(certificate: bytes) { return (try PublicKey(info), true) }
        if let info = try? SubjectPublicKeyInfo(pkcs1: bytes) { return (try PublicKey(info), false) }
        guard (try? DER.parse(bytes)) != nil else {
            throw PublicKeyRefusal("it is none of PEM (-----BEGIN PUBLIC KEY-----), DER and a JWK")
        }
        return (try PublicKey(der: bytes), false)
    }
}
