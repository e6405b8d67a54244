// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// An absolute `http:` or `https:` URL, taken apart once, so that what was checked is what is sent.
///
/// It holds printable ASCII only. Parsers disagree about everything else, and about what stands before an `@`: a URL with
/// a user, a password or a fragment is rejected. See [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986), section 3.
package struct WebURL: Hashable, Sendable {
    /// A server: the part of a URL that decides which connection a request takes (RFC 6454 section 4).
    package struct Origin: Hashable, Sendable {
        /// Whether the scheme is `https`.
        package let isEncrypted: Bool
        /// In small letters; an IPv6 address without its brackets.
        package let host: String
        /// From 1 to 65,535.
        package let port: Int

        /// As the `Host` header and messages have it: with the port, unless it is the scheme's own.
        package var authority: String {
            let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
            return port == (isEncrypted ? 443 : 80) ? name : "\(name):\(port)"
        }
    }

    /// Why a text is not such a URL, as it follows the name of the URL: `is not a URL`.
    package struct Refusal: Error {
        package let reason: String
    }

    package let origin: Origin
    /// As it is written, so percent-encoded; may be empty.
    package let path: String
    /// What stands after the `?`; nil without one.
    package let query: String?

    package static let maximumBytes = 4096

    /// - Throws: ``Refusal``.
    package init(_ text: String) throws(Refusal) {
        let bytes = text.utf8
        guard bytes.count <= Self.maximumBytes, bytes.allSatisfy(Self.isOfURL),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        else { throw Refusal(reason: "is not a URL") }
        let isEncrypted: Bool
        switch text[..<colon].lowercased() {
        case "https": isEncrypted = true
        case "http": isEncrypted = false
        default: throw Refusal(reason: "does not begin with https:// or http://")
        }
        guard bytes[colon...].starts(with: "://".utf8) else { throw Refusal(reason: "is not a URL") }
        let rest = bytes[bytes.index(colon, offsetBy: 3)...]
        guard !rest.contains(UInt8(ascii: "#")) else { throw Refusal(reason: "holds a fragment (#)") }
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        origin = try Self.origin(Substring(rest[..<end]), isEncrypted: isEncrypted)
        let question = rest[end...].firstIndex(of: UInt8(ascii: "?"))
        path = String(Substring(rest[end..<(question ?? rest.endIndex)]))
        query = question.map { String(Substring(rest[$0...].dropFirst())) }
    }

    /// Printable ASCII but for ``"<>\^`{|}``: RFC 3986 section 2.
    private static func isOfURL(_ byte: UInt8) -> Bool {
        (0x21..<0x7F).contains(byte) && !#""<>\^`{|}"#.utf8.contains(byte)
    }

    private static func origin(_ authority: Substring, isEncrypted: Bool) throws(Refusal) -> Origin {
        guard !authority.utf8.contains(UInt8(ascii: "@")) else { throw Refusal(reason: "holds a user or a password") }
        let isAddress = authority.hasPrefix("[")
        let end =
            isAddress
            ? authority.firstIndex(of: "]").map { authority.index(after: $0) }
            : authority.firstIndex(of: ":") ?? authority.endIndex
        guard let end else { throw Refusal(reason: "has no host, or one with characters that no host has") }
        let written = authority[..<end].lowercased()
        let host = isAddress ? String(written.dropFirst().dropLast()) : written
        guard !host.isEmpty, host.utf8.allSatisfy({ isOfHost($0, isAddress: isAddress) }) else {
            throw Refusal(reason: "has no host, or one with characters that no host has")
        }
        return Origin(
            isEncrypted: isEncrypted, host: host, port: try port(authority[end...]) ?? (isEncrypted ? 443 : 80))
    }

    /// - Parameter text: what stands after the host: nothing, or a colon and digits.
    private static func port(_ text: Substring) throws(Refusal) -> Int? {
        if text.isEmpty { return nil }
        let digits = text.dropFirst()
        guard text.hasPrefix(":"), digits.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
            let port = Int(digits), (1...65_535).contains(port)
        else { throw Refusal(reason: "has a port that no host has") }
        return port
    }

    /// Letters, digits, `.`, `-` and `_`; for an IPv6 address hexadecimal digits, `:` and `.`. No `%`: something that is
    /// decoded later could become another host.
    private static func isOfHost(_ byte: UInt8, isAddress: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "."): true
        case UInt8(ascii: "g")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"): !isAddress
        case UInt8(ascii: ":"): isAddress
        default: false
        }
    }

    package var isEncrypted: Bool { origin.isEncrypted }
    package var scheme: String { isEncrypted ? "https" : "http" }

    /// The path and the query as a request line has them (RFC 9112 section 3.2.1).
    package var target: String { (path.isEmpty ? "/" : path) + (query.map { "?\($0)" } ?? "") }

    /// Scheme and authority: what a message may show, because a path or a query may be a secret.
    package var site: String { "\(scheme)://\(origin.authority)" }

    /// The whole URL.
    package var text: String { site + path + (query.map { "?\($0)" } ?? "") }
}
