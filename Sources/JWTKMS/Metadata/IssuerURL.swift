// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The name of an issuer: RFC 8414 section 2, OpenID Connect Discovery 1.0 section 3.
struct IssuerURL: Sendable, Hashable {
    /// As it was given: verifiers compare it byte for byte with `iss`.
    let text: String
    /// Its path without a slash at the end; empty for none.
    let path: String

    /// - Throws: `KMSError` of kind `configuration`.
    init(_ text: String) throws(KMSError) {
        let components = try Self.components(text, what: "the issuer")
        guard components.query == nil else { throw Self.refusal("the issuer", text, "has a query, which none has") }
        let path = components.percentEncodedPath
        let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
        let segments = trimmed.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard !segments.contains(where: { ["", ".", ".."].contains($0) }) else {
            throw Self.refusal("the issuer", text, "has a path with . or .. or nothing between slashes")
        }
        self.text = text
        self.path = trimmed
    }

    /// The parts of a URL that verifiers may be sent to.
    ///
    /// - Throws: `KMSError` of kind `configuration` where it is not `https:`, or `http:` of this machine.
    static func components(_ text: String, what: String) throws(KMSError) -> URLComponents {
        guard text.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }), let components = URLComponents(string: text),
            let scheme = components.scheme, let host = components.host, !host.isEmpty
        else { throw refusal(what, text, "is not a URL with a host") }
        guard components.user == nil, components.password == nil else {
            throw KMSError(.configuration, message: "\(what) names a user, and everybody may read it")
        }
        guard components.fragment == nil else { throw refusal(what, text, "has a fragment, which none has") }
        guard scheme == "https" || scheme == "http" && Loopback.contains(host) else {
            throw refusal(what, text, "does not begin with https:// (http:// is for this machine alone)")
        }
        return components
    }

    private static func refusal(_ what: String, _ text: String, _ why: String) -> KMSError {
        KMSError(.configuration, message: "\(what) \"\(Excerpt.of(text, limit: 128))\" \(why)")
    }
}
