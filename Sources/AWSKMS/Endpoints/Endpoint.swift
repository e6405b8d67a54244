// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import KMSTransport

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
        let place: WebURL
        do throws(WebURL.Refusal) { place = try WebURL(url) } catch { throw refusal(error.reason) }
        guard place.query == nil else { throw refusal("holds a query, which an endpoint has not") }
        var path = place.path
        while path.hasSuffix("/") { path.removeLast() }
        // What is signed has these resolved, and what is sent has not: the signature would not be good.
        guard path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().allSatisfy(Self.isPlain)
        else { throw refusal("has a path with . or .. or nothing between slashes") }
        self.host = place.origin.authority
        self.path = path + "/"
        self.url = place.site + path
        self.region = region
        self.origin = origin
    }

    private static func isPlain(_ segment: Substring) -> Bool { !["", ".", ".."].contains(segment) }
}
