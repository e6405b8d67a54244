// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A proxy that opens tunnels to servers. It is reached without TLS, and sees only where a tunnel leads.
package struct Proxy: Hashable, Sendable {
    /// In small letters; an IPv6 address without its brackets.
    package let host: String
    package let port: Int
    /// The value of `Proxy-Authorization`: RFC 7617; nil if the URL has no user.
    package let authorization: String?

    /// - Parameter url: such as `http://user:password@proxy.example.com:3128`, without a scheme a host and a port.
    /// - Throws: ``WebURL/Refusal``, which never holds the URL: it may hold a password.
    package init(_ url: String) throws(WebURL.Refusal) {
        let text = url.contains("://") ? url : "http://\(url)"
        let parts = Self.split(text)
        let place = try WebURL(parts.place)
        guard !place.isEncrypted else { throw WebURL.Refusal(reason: "does not begin with http://") }
        (host, port) = (place.origin.host, place.origin.port)
        authorization = parts.user.map { user in
            let colon = user.firstIndex(of: ":")
            let name = user[..<(colon ?? user.endIndex)]
            let password = colon.map { user[$0...].dropFirst() } ?? ""
            return "Basic " + Data("\(Self.decoded(name)):\(Self.decoded(password))".utf8).base64EncodedString()
        }
    }

    /// The user information of a URL, and the rest of it.
    private static func split(_ text: String) -> (place: String, user: Substring?) {
        guard let scheme = text.firstRange(of: "://") else { return (text, nil) }
        let authority = text[scheme.upperBound...].prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@") else { return (text, nil) }
        return (String(text[..<scheme.upperBound] + text[text.index(after: at)...]), authority[..<at])
    }

    /// A user or a password, percent-decoded: RFC 3986 section 2.1.
    private static func decoded(_ text: Substring) -> String {
        // A password may hold colons, which would end a user here.
        let text = text.replacing(":", with: "%3A")
        return URLComponents(string: "http://\(text)@host")?.user ?? String(text)
    }
}

extension Proxy: CustomStringConvertible, CustomReflectable {
    /// Host and port.
    package var description: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)" }
    package var customMirror: Mirror { Mirror(self, children: ["host": host]) }
}
