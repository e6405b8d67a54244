// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The URL of a service that gives credentials away, taken apart and put together again: what was checked is what is asked,
/// however others would read the text.
struct MetadataURL: Sendable, Equatable {
    let scheme: String
    /// In small letters; an IPv6 address without brackets.
    let host: String
    /// With the port, where one is written.
    let authority: String
    /// Path and query, as they are written.
    let target: String

    /// The whole URL.
    var text: String { "\(scheme)://\(authority)\(target)" }
    /// Where it leads to. The rest may be a secret: who knows the path of a container's credentials can fetch them.
    var shown: String { "\(scheme)://\(authority)" }

    /// Why a text is no such URL: `is not a URL`.
    struct Refusal: Error { let why: String }

    init(_ url: String) throws(Refusal) {
        guard url.utf8.count <= 2048, url.utf8.allSatisfy({ (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: "\\") }),
            let components = URLComponents(string: url)
        else { throw Refusal(why: "is not a URL") }
        guard let scheme = components.scheme?.lowercased(), ["https", "http"].contains(scheme) else {
            throw Refusal(why: "does not begin with https:// or http://")
        }
        guard components.user == nil, components.password == nil, components.fragment == nil else {
            throw Refusal(why: "holds a user or a fragment")
        }
        guard let written = components.encodedHost?.lowercased(), !written.isEmpty,
            written.utf8.allSatisfy(Self.isOfHost)
        else { throw Refusal(why: "has no host, or one with characters that no host has") }
        guard (1...65_535).contains(components.port ?? 80) else { throw Refusal(why: "has a port that no host has") }
        self.scheme = scheme
        host = written.filter { $0 != "[" && $0 != "]" }
        let bracketed = host.contains(":") ? "[\(host)]" : host
        authority = bracketed + (components.port.map { ":\($0)" } ?? "")
        target = components.percentEncodedPath + (components.percentEncodedQuery.map { "?\($0)" } ?? "")
    }

    /// Letters, digits, `.`, `-` and `_`; `[`, `]` and `:` for IPv6. No `%`: nothing that is decoded later.
    private static func isOfHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"):
            true
        default: false
        }
    }
}
