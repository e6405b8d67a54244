// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
package import NIOCore
package import NIOSSL

/// What a certificate must have in its subjectAltName, as its host was asked by it: RFC 9525 section 6.1.
package protocol ReferenceIdentity: Sendable {
    /// As what it stands there.
    static var nameType: _SubjectAlternativeName.NameType { get }

    /// Whether what stands there is this.
    func matches(_ bytes: [UInt8]) -> Bool
}

extension ReferenceIdentity {
    /// Looks at the certificate of a connection, whose chain is good.
    ///
    /// - Throws: ``IsNotNamed``, where it has not this identity.
    package func check(_ certificate: NIOSSLCertificate) throws(IsNotNamed) {
        let isNamed = certificate._subjectAlternativeNames().contains {
            $0.nameType == Self.nameType && matches(Array($0.contents))
        }
        guard isNamed else { throw IsNotNamed() }
    }

    /// Closes a connection whose certificate has not this identity.
    @Sendable package func check(_ channel: any Channel) -> EventLoopFuture<Void> {
        let checked = channel.nioSSL_peerCertificate().flatMapThrowing { certificate in
            guard let certificate else { throw IsNotNamed() }
            try check(certificate)
        }
        checked.whenFailure { _ in channel.close(promise: nil) }
        return checked
    }
}

/// The certificate is somebody else's.
package struct IsNotNamed: Error {
    /// For people, after "could not be asked:".
    package static let explanation = "its certificate is not that of the host, which its subjectAltName does not name"
}
#endif
