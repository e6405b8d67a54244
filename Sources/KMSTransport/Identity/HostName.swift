// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
package import NIOSSL

/// A host that is asked by its name, so that its certificate must have that name: RFC 9525 section 6.3.
///
/// NIOSSL also accepts a certificate for the address of the peer, and certificates for addresses are easy to get: whoever
/// controls this machine's DNS would need no certificate of the host. It also accepts a common name if there is no
/// subjectAltName, and a wildcard within a label, which RFC 9525 sections 2 and 6.3 have ended.
package struct HostName: ReferenceIdentity {
    /// In small letters, without a dot at the end.
    let name: String

    /// - Parameter host: as ``WebURL/Origin`` has it, and not an address: a certificate names that in another way.
    package init(_ host: String) {
        name = Self.inSmallLetters(host.hasSuffix(".") ? host.dropLast() : host[...])
    }

    package static var nameType: _SubjectAlternativeName.NameType { .dnsName }

    /// A wildcard stands for the first label.
    package func matches(_ bytes: [UInt8]) -> Bool {
        let pattern = Self.inSmallLetters(Substring(decoding: bytes, as: UTF8.self))
        if pattern.utf8.elementsEqual(name.utf8) { return true }
        guard pattern.hasPrefix("*."), let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")) else { return false }
        return dot != name.startIndex && name.utf8[dot...].elementsEqual(pattern.utf8.dropFirst())
    }

    /// Those of ASCII alone: U+212A is not `k`.
    private static func inSmallLetters(_ text: Substring) -> String {
        String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
#endif
