// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
package import NIOCore
package import NIOSSL

/// A host that is asked by its name, so that its certificate must have just that name: RFC 9525 section 6.
///
/// NIOSSL takes a certificate for the address of whoever answers too, and authorities give such ones to everybody. Whoever
/// answers for the DNS of this machine would then need no certificate of the host's.
package struct HostName: Sendable {
    /// The certificate names the address alone.
    package struct IsNotNamed: Error {
        /// For people, after "could not be asked:".
        package static let explanation = "its certificate is that of an address, and not of the host"
    }

    private let name: String

    /// nil for an address, which is no name that a certificate could be held against.
    package init?(_ host: String) {
        guard !host.hasPrefix("["), (try? SocketAddress(ipAddress: host, port: 0)) == nil else { return nil }
        let name = host.lowercased()
        self.name = name.hasSuffix(".") ? String(name.dropLast()) : name
    }

    /// Looks at the certificate of a connection that NIOSSL found good.
    ///
    /// - Throws: ``IsNotNamed``, where it has not this name.
    package func check(_ certificate: NIOSSLCertificate) throws(IsNotNamed) {
        let names = certificate._subjectAlternativeNames()
        // Without an address in it, it was taken by a name.
        guard names.contains(where: { $0.nameType == .ipAddress }) else { return }
        let isNamed = names.contains {
            $0.nameType == .dnsName && matches(String(decoding: $0.contents, as: UTF8.self))
        }
        guard isNamed else { throw IsNotNamed() }
    }

    /// Closes a connection whose certificate has not this name.
    @Sendable package func check(_ channel: any Channel) -> EventLoopFuture<Void> {
        let checked = channel.nioSSL_peerCertificate().flatMapThrowing { certificate in
            guard let certificate else { throw IsNotNamed() }
            try check(certificate)
        }
        checked.whenFailure { _ in channel.close(promise: nil) }
        return checked
    }

    /// A wildcard stands for the first label: RFC 9525 section 6.3.
    package func matches(_ pattern: String) -> Bool {
        let pattern = pattern.lowercased()
        if pattern.utf8.elementsEqual(name.utf8) { return true }
        guard pattern.hasPrefix("*."), let dot = name.firstIndex(of: ".") else { return false }
        return dot != name.startIndex && name[dot...].utf8.elementsEqual(pattern.dropFirst().utf8)
    }
}
#endif
