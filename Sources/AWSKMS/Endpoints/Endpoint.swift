// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Where requests of one Region go.
struct Endpoint: Sendable, Equatable {
    /// The URL without a slash at its end.
    let url: String
    /// What stands in the `Host` header: with the port, where it is not the scheme's own.
    let host: String
    /// The path to post to, which ends with a slash.
    let path: String
    /// The Region that requests are signed for.
    let region: String
    /// Where it was named: for people who ask why.
    let origin: Origin

    /// - Throws: `KMSError` of kind `configuration` where it is no URL that requests can be posted to.
    init(url: String, region: String, origin: Origin = .code) throws(KMSError) {
        // A user's name and password may stand before an @.
        let shown = url.utf8.contains(UInt8(ascii: "@")) ? "" : " \"\(Excerpt.of(url, maximumBytes: 128))\""
        let refusal = { (why: String) in
            KMSError(.configuration, message: "the endpoint\(shown) (\(origin)) \(why)")
        }
        guard url.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }), let components = URLComponents(string: url) else {
            throw refusal("is not a URL")
        }
        guard let scheme = components.scheme?.lowercased(), ["https", "http"].contains(scheme) else {
            throw refusal("does not begin with https:// or http://")
        }
        guard let host = components.host, !host.isEmpty else { throw refusal("has no host") }
        guard host.utf8.allSatisfy(Self.isOfHost) else { throw refusal("has a host with characters that no host has") }
        guard (1...65_535).contains(components.port ?? 443) else { throw refusal("has a port that no host has") }
        guard components.user == nil, components.password == nil, components.query == nil, components.fragment == nil
        else { throw refusal("holds a user, a query or a fragment, which an endpoint has not") }
        let port = components.port.flatMap { $0 == (scheme == "https" ? 443 : 80) ? nil : ":\($0)" } ?? ""
        var path = components.percentEncodedPath
        while path.hasSuffix("/") { path.removeLast() }
        // What is signed has these resolved, and what is sent has not: the signature would not be good.
        guard path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().allSatisfy(Self.isPlain)
        else { throw refusal("has a path with . or .. or nothing between slashes") }
        self.host = host + port
        self.path = path + "/"
        self.url = "\(scheme)://\(self.host)\(path)"
        self.region = region
        self.origin = origin
    }

    private static func isPlain(_ segment: Substring) -> Bool { !["", ".", ".."].contains(segment) }

    /// Letters, digits, `.`, `-` and `_`; `[`, `]` and `:` for IPv6.
    private static func isOfHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"):
            true
        default: false
        }
    }
}
