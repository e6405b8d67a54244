// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import NIOCore
import NIOSSL

/// A host that is asked by its name, so that its certificate must have just that name: RFC 9525 section 6.
///
/// NIOSSL takes a certificate for the address of whoever answers too, and authorities give such ones to everybody. Who
/// answers the verifier's DNS would then need no certificate of the issuer's.
struct HostName: Sendable {
    /// The certificate names the address alone.
    struct IsNotNamed: Error {}

    private let name: String

    /// nil for an address.
    ///
    /// - Parameter host: in small letters.
    init?(_ host: String) {
        guard !host.hasPrefix("["), (try? SocketAddress(ipAddress: host, port: 0)) == nil else { return nil }
        name = host.hasSuffix(".") ? String(host.dropLast()) : host
    }

    /// Closes a connection whose certificate, which NIOSSL found good, has not this name.
    @Sendable func check(_ channel: any Channel) -> EventLoopFuture<Void> {
        let checked = channel.nioSSL_peerCertificate().flatMapThrowing { certificate in
            guard let certificate, isNamed(by: certificate) else { throw IsNotNamed() }
        }
        checked.whenFailure { _ in channel.close(promise: nil) }
        return checked
    }

    /// A certificate without an address was taken by a name.
    private func isNamed(by certificate: NIOSSLCertificate) -> Bool {
        let names = certificate._subjectAlternativeNames()
        return !names.contains { $0.nameType == .ipAddress }
            || names.contains { $0.nameType == .dnsName && matches(String(decoding: $0.contents, as: UTF8.self)) }
    }

    /// A wildcard stands for the first label: RFC 9525 section 6.3.
    func matches(_ pattern: String) -> Bool {
        let pattern = pattern.lowercased()
        if pattern.utf8.elementsEqual(name.utf8) { return true }
        guard pattern.hasPrefix("*."), let dot = name.firstIndex(of: ".") else { return false }
        return dot != name.startIndex && name[dot...].utf8.elementsEqual(pattern.dropFirst().utf8)
    }
}
#endif
