// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
package import NIOSSL
import NIOCore

/// A host that is asked by its address, so that its certificate must name just that: RFC 9525 section 6.4.
///
/// NIOSSL compares a certificate with the address of the peer, which may be a proxy. Any proxy with a certificate of its
/// own would be taken for the host.
package struct HostAddress: ReferenceIdentity {
    private let address: SocketAddress

    /// - Parameter host: as ``WebURL/Origin`` has it. The result is nil if it is not an address.
    package init?(_ host: String) {
        guard let address = try? SocketAddress(ipAddress: host, port: 0) else { return nil }
        self.address = address
    }

    package static var nameType: _SubjectAlternativeName.NameType { .ipAddress }

    /// Whether these are the bytes of the address.
    package func matches(_ bytes: [UInt8]) -> Bool {
        (try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0)) == address
    }
}
#endif
