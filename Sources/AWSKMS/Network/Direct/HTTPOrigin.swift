// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
/// A server: what of a URL says which connection a request takes.
struct HTTPOrigin: Hashable, Sendable {
    let isEncrypted: Bool
    let host: String
    let port: Int
    /// As a message names it: with the port, where the URL has one.
    let name: String

    /// The origin of a URL, and the rest of it; nil where it is none of HTTP.
    static func split(_ url: String) -> (origin: HTTPOrigin, target: String)? {
        let bytes = url.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8),
            let isEncrypted = isEncrypted(url[..<colon])
        else { return nil }
        let rest = bytes[bytes.index(colon, offsetBy: 3)...]
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        let authority = rest[..<end]
        guard let (host, port) = split(authority: authority), !host.isEmpty else { return nil }
        let target = String(decoding: rest[end...], as: UTF8.self)
        let origin = HTTPOrigin(
            isEncrypted: isEncrypted, host: String(decoding: host, as: UTF8.self),
            port: port ?? (isEncrypted ? 443 : 80), name: String(decoding: authority, as: UTF8.self))
        return (origin, target.utf8.first == UInt8(ascii: "/") ? target : "/" + target)
    }

    private static func isEncrypted(_ scheme: Substring) -> Bool? {
        switch scheme.lowercased() {
        case "https": true
        case "http": false
        default: nil
        }
    }

    /// An address of IPv6 stands in brackets.
    private static func split(authority: Substring.UTF8View) -> (host: Substring.UTF8View, port: Int?)? {
        let isAddress = authority.first == UInt8(ascii: "[")
        let end =
            isAddress
            ? authority.firstIndex(of: UInt8(ascii: "]")).map { authority.index(after: $0) }
            : authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex
        guard let end else { return nil }
        let (host, port) = (authority[..<end], authority[end...])
        let name = isAddress ? host.dropFirst().dropLast() : host
        if port.isEmpty { return (name, nil) }
        let digits = port.dropFirst()
        guard port.first == UInt8(ascii: ":"), digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
            let number = Int(Substring(digits)), (1...65_535).contains(number)
        else { return nil }
        return (name, number)
    }
}
#endif
