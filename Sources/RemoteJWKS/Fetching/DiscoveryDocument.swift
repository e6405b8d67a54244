// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import JWTKMS
import KMSAPI

/// The document in which an issuer says where its keys are: OpenID Connect Discovery 1.0 section 4, RFC 8414 section 3.
struct DiscoveryDocument {
    /// Where such documents of an issuer are.
    static func places(
        of issuer: DocumentURL
    ) throws(DocumentURL.Refusal) -> (openID: DocumentURL, oauth: DocumentURL) {
        guard !issuer.hasQuery else { throw DocumentURL.Refusal(reason: "an issuer has no query (?)") }
        let path = issuer.path.hasSuffix("/") ? String(issuer.path.dropLast()) : issuer.path
        func place(_ document: IssuerMetadata.Document) throws(DocumentURL.Refusal) -> DocumentURL {
            try DocumentURL(issuer.origin + document.path(ofIssuerAt: path), plainHosts: issuer.plainHosts)
        }
        return (openID: try place(.openIDConnect), oauth: try place(.authorizationServer))
    }

    /// Where the keys are, as the document says.
    ///
    /// - Parameters:
    ///   - issuer: whose document it must say it is, byte for byte: RFC 8414 section 3.3. Else anybody who may put a
    ///     document on a host could speak for its other issuers.
    ///   - place: where the document is.
    /// - Throws: `KMSError` of kind `malformedResponse` or `configuration`.
    static func keys(_ document: [UInt8], of issuer: String, at place: DocumentURL) throws(KMSError) -> DocumentURL {
        let root: JSONNode
        do {
            root = try JSONDocument(bytes: document).root
        } catch {
            throw KMSError(.malformedResponse, message: "\(place) is no discovery document: \(error)")
        }
        guard let named = root.member("issuer"), named.equals(issuer) else {
            throw another(root.member("issuer")?.string, issuer, place)
        }
        guard let text = root.member("jwks_uri")?.string else {
            throw KMSError(
                .malformedResponse, message: "\(place) names no jwks_uri, so where the keys are is not known")
        }
        do throws(DocumentURL.Refusal) {
            let keys = try DocumentURL(text, plainHosts: place.plainHosts)
            guard keys.isEncrypted || !place.isEncrypted else {
                throw DocumentURL.Refusal(reason: "it is not https:")
            }
            // Another machine has no business with what listens on this one.
            guard keys.isEncrypted || !Loopback.contains(keys.host) || Loopback.contains(place.host) else {
                throw DocumentURL.Refusal(reason: "it is loopback, and the issuer is not on this machine")
            }
            return keys
        } catch {
            throw KMSError(
                .malformedResponse, message: "the jwks_uri of \(place) is refused: \(error.reason)")
        }
    }

    private static func another(_ found: String?, _ issuer: String, _ place: DocumentURL) -> KMSError {
        let name = found.map { Excerpt.of($0, limit: 256) } ?? "none"
        guard found?.contains("{") == true else {
            return KMSError(
                .configuration,
                message:
                    "\(place) is the document of another issuer: it names \(name), not \(Excerpt.of(issuer, limit: 256)); "
                    + "give the issuer as it names itself, to the byte")
        }
        return KMSError(
            .configuration,
            message:
                "\(place) is the document of many issuers: it names the template \(name). Give the issuer of your tenant, "
                + "which is the iss of its tokens; for all tenants give the URL of the keys with issuer: nil, and check iss "
                + "yourself")
    }
}
#endif
