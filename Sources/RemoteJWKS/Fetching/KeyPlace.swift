// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import JWTKMS
import KMSAPI

/// Where the keys of an issuer are looked for.
enum KeyPlace: Sendable {
    /// Where the issuer's discovery document says, which is in one of two places.
    case discovered(issuer: String, openID: DocumentURL, oauth: DocumentURL)
    case url(DocumentURL)

    /// - Parameter plainHosts: the hosts that may be asked by `http:` beside loopback.
    /// - Throws: `KMSError` of kind `configuration` where this names no issuer that may be asked.
    init(issuer: String, plainHosts: Set<String> = []) throws(KMSError) {
        do {
            let places = try DiscoveryDocument.places(of: DocumentURL(issuer, plainHosts: plainHosts))
            self = .discovered(issuer: issuer, openID: places.openID, oauth: places.oauth)
        } catch {
            throw Self.refused("issuer", issuer, error)
        }
    }

    /// - Throws: `KMSError` of kind `configuration` where this is no URL that may be asked.
    init(url: String, plainHosts: Set<String> = []) throws(KMSError) {
        do { self = .url(try DocumentURL(url, plainHosts: plainHosts)) } catch { throw Self.refused("URL", url, error) }
    }

    /// What errors and logs call it.
    var firstDocument: DocumentURL {
        switch self {
        case .discovered(_, let openID, _): openID
        case .url(let url): url
        }
    }

    private static func refused(_ what: String, _ text: String, _ error: DocumentURL.Refusal) -> KMSError {
        KMSError(.configuration, message: "the \(what)\(shown(text)) is refused: \(error.reason)")
    }

    /// What stands before an @ or after a ? may be a password.
    private static func shown(_ text: String) -> String {
        guard !text.utf8.contains(UInt8(ascii: "@")) else { return "" }
        return " " + Excerpt.of(text.prefix { $0 != "?" && $0 != "#" }, limit: 256)
    }
}
#endif
