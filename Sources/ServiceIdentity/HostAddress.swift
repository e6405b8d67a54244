// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
package import NIOSSL
import NIOCore

/// A host that is asked by its address, so that its certificate must have just that: RFC 9525 section 6.4.
///
/// NIOSSL holds a certificate against the address of whoever answers, which is the proxy where there is one: any proxy with
/// a certificate of its own would be taken for the host.
package struct HostAddress: ReferenceIdentity {
    private let address: SocketAddress

    /// nil for what is no address; one of IPv6 may stand in its brackets.
    package init?(_ host: String) {
        guard let address = try? SocketAddress(ipAddress: Self.withoutBrackets(host), port: 0) else { return nil }
        self.address = address
    }

    /// The host of a URL as it is dialled: an address of IPv6 stands in brackets there, RFC 3986 section 3.2.2.
    package static func withoutBrackets(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    package static var nameType: _SubjectAlternativeName.NameType { .ipAddress }

    /// Whether these are the bytes of the address.
    package func matches(_ bytes: [UInt8]) -> Bool {
        (try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0)) == address
    }
}
#endif
