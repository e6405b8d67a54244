// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import JWTKMS
import KMSAPI
import KMSTransport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Where a document of an issuer is: an `https:` URL, or an `http:` one of this machine.
struct DocumentURL: Sendable, Hashable {
    /// Why a URL may not be asked, as it follows "it ".
    struct Refusal: Error {
        let reason: String
    }

    let url: WebURL
    /// The hosts that may be asked by `http:` beside loopback.
    let plainHosts: Set<String>

    /// - Throws: ``Refusal``.
    init(_ text: String, plainHosts: Set<String> = []) throws(Refusal) {
        self.plainHosts = plainHosts
        do {
            url = try WebURL(text)
        } catch {
            throw Refusal(reason: "it \(error.reason); expected a URL such as https://issuer.example")
        }
        guard url.isEncrypted || Loopback.contains(host) || plainHosts.contains(where: { $0.lowercased() == host })
        else {
            throw Refusal(reason: "it is not https:, and plain http: is for loopback and configuration.plainHosts")
        }
    }

    /// The URL as it is asked for.
    var text: String { url.text }
    var isEncrypted: Bool { url.isEncrypted }
    /// In small letters; an IPv6 address without its brackets.
    var host: String { url.origin.host }
    /// Percent-encoded.
    var path: String { url.path }
    var hasQuery: Bool { url.query != nil }
    /// Scheme, host and, unless it is the scheme's, port.
    var origin: String { url.site }

    func isSameOrigin(as other: DocumentURL) -> Bool { url.origin == other.url.origin }

    /// Where a redirect leads.
    ///
    /// - Parameter locations: the values of all `Location` headers. If they differ, nobody can tell which one is meant.
    /// - Throws: ``Refusal`` if it leads to another scheme, host or port.
    func redirected(to locations: [String]) throws(Refusal) -> DocumentURL {
        guard let location = locations.first, locations.allSatisfy({ $0.utf8.elementsEqual(location.utf8) }) else {
            throw Refusal(reason: locations.isEmpty ? "it redirects to no URL" : "it redirects to several URLs at once")
        }
        guard let base = URL(string: text), let url = URL(string: location, relativeTo: base) else {
            throw Refusal(reason: "it redirects to something that is not a URL")
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
    /// For people, and without its query, which may be a secret.
    var description: String { Excerpt.of(origin + path, limit: 256) }
}
#endif
