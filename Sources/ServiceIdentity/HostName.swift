// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
package import NIOSSL

/// A host that is asked by its name, so that its certificate must have just that name: RFC 9525 section 6.3.
///
/// NIOSSL takes a certificate for the address of whoever answers too, and authorities give such ones to everybody. Whoever
/// answers for the DNS of this machine would then need no certificate of the host's. It also takes a common name where
/// there is no subjectAltName, and a wildcard within a label, which RFC 9525 sections 2 and 6.3 have ended.
package struct HostName: ReferenceIdentity {
    /// In small letters.
    private let name: [UInt8]

    /// nil for an address, which is no name that a certificate could be held against.
    package init?(_ host: String) {
        guard HostAddress(host) == nil else { return nil }
        let name = host.utf8.map(Self.inSmallLetters)
        self.name = name.last == UInt8(ascii: ".") ? name.dropLast() : name
    }

    package static var nameType: _SubjectAlternativeName.NameType { .dnsName }

    /// A wildcard stands for the first label.
    package func matches(_ pattern: [UInt8]) -> Bool {
        let pattern = pattern.map(Self.inSmallLetters)
        if pattern == name { return true }
        guard pattern.starts(with: "*.".utf8), let dot = name.firstIndex(of: UInt8(ascii: ".")) else { return false }
        return dot != name.startIndex && name[dot...] == pattern.dropFirst()
    }

    /// Those of ASCII alone: U+212A is no `k`.
    private static func inSmallLetters(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
#endif
