// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
package import NIOSSL

/// What a certificate must name in its subjectAltName, because its host was asked by it: RFC 9525 section 6.1.
package protocol ReferenceIdentity: Sendable {
    /// The type that a subjectAltName gives it.
    static var nameType: _SubjectAlternativeName.NameType { get }

    /// Whether these bytes of a subjectAltName are this identity.
    func matches(_ bytes: [UInt8]) -> Bool
}

extension ReferenceIdentity {
    /// Whether a certificate, whose chain is trusted, is one of this host.
    package func isNamed(by certificate: NIOSSLCertificate) -> Bool {
        certificate._subjectAlternativeNames().contains {
            $0.nameType == Self.nameType && matches(Array($0.contents))
        }
    }
}
#endif
