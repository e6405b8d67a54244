// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import JWTKMS
import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Where a document of an issuer is: an `https:` URL, or an `http:` one of this machine.
struct DocumentURL: Sendable {
    /// A URL that may not be asked.
    struct Refusal: Error {
        let reason: String
    }

    /// The URL as it is asked for.
    let text: String
    let scheme: String
    /// In small letters.
    let host: String
    let port: Int
    /// Percent-encoded.
    let path: String
    let hasQuery: Bool
    /// The hosts that may be asked by `http:` beside loopback.
    let plainHosts: Set<String>

    /// - Throws: ``Refusal``.
    init(_ text: String, plainHosts: Set<String> = []) throws(Refusal) {
        // Parsers differ over what is not printable ASCII, and two of them read this.
        guard text.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }), !text.utf8.contains(UInt8(ascii: "\\")),
            let components = URLComponents(string: text), let scheme = components.scheme?.lowercased(),
            let host = components.encodedHost?.lowercased(), Self.isHost(host)
        else { throw Refusal(reason: "it is not a URL such as https://issuer.example") }
        guard components.user == nil, components.password == nil else {
            throw Refusal(reason: "it has a user or a password")
        }
        guard components.fragment == nil else { throw Refusal(reason: "it has a fragment (#)") }
        let isPlain = Loopback.contains(host) || plainHosts.contains { $0.lowercased().utf8.elementsEqual(host.utf8) }
        guard scheme == "https" || scheme == "http" && isPlain else {
            throw Refusal(reason: "it is not https:, and plain http: is for loopback and configuration.plainHosts")
        }
        let port = components.port ?? (scheme == "https" ? 443 : 80)
        guard (1...65_535).contains(port) else { throw Refusal(reason: "its port is none") }
        self.text = text
        self.scheme = scheme
        self.host = host
        self.port = port
        path = components.percentEncodedPath
        hasQuery = components.percentEncodedQuery != nil
        self.plainHosts = plainHosts
    }

    /// A name or an address as it is asked for: what is escaped or of other characters is read in more than one way.
    private static func isHost(_ host: String) -> Bool {
        let isAddress = host.hasPrefix("[") && host.hasSuffix("]")
        let text = isAddress ? host.dropFirst().dropLast() : host[...]
        return !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."): true
                case UInt8(ascii: "a")...UInt8(ascii: "f"): true
                case UInt8(ascii: "g")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"): !isAddress
                case UInt8(ascii: ":"): isAddress
                default: false
                }
            }
    }

    var isEncrypted: Bool { scheme == "https" }

    func isSameOrigin(as other: DocumentURL) -> Bool {
        scheme == other.scheme && host.utf8.elementsEqual(other.host.utf8) && port == other.port
    }

    /// Scheme, host and, where it is not the scheme's, port.
    var origin: String {
        let isUsual = port == (isEncrypted ? 443 : 80)
        return isUsual ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(port)"
    }

    /// Where a redirect leads.
    ///
    /// - Throws: ``Refusal`` where it leads to another scheme, host or port.
    func redirected(to location: String) throws(Refusal) -> DocumentURL {
        guard let base = URL(string: text), let url = URL(string: location, relativeTo: base) else {
            throw Refusal(reason: "it redirects to what is no URL")
        }
        let target: DocumentURL
        do {
            target = try DocumentURL(url.absoluteString, plainHosts: plainHosts)
        } catch {
            throw Refusal(reason: "it redirects to a URL that is refused: \(error.reason)")
        }
        guard isSameOrigin(as: target) else {
            throw Refusal(
                reason: "it redirects to \(Excerpt.of(target.origin)), and redirects elsewhere are not followed")
        }
        return target
    }
}

extension DocumentURL: CustomStringConvertible {
    /// For people, and without its query, which may hold what is not for them.
    var description: String { Excerpt.of(origin + path, limit: 256) }
}
#endif
