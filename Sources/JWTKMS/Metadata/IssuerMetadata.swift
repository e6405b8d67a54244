// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI

/// What an issuer says of itself at a well-known place, so that verifiers need to know nothing but its name.
///
/// Two documents are made of it: that of OpenID Connect Discovery 1.0 and that of RFC 8414. Both are canonical JSON:
/// the same values are the same bytes.
public struct IssuerMetadata: Sendable, Hashable {
    /// Which document.
    public enum Document: Sendable, Hashable, CaseIterable {
        /// OpenID Connect Discovery 1.0: `/.well-known/openid-configuration`.
        case openIDConnect
        /// RFC 8414: `/.well-known/oauth-authorization-server`.
        case authorizationServer

        /// The path of an issuer's document, percent-encoded. For an issuer with a path, OpenID Connect appends to it
        /// (Discovery section 4), and RFC 8414 section 3.1 puts its own before it.
        ///
        /// - Parameter path: the issuer's, without a slash at its end; empty for none.
        package func path(ofIssuerAt path: String) -> String {
            switch self {
            case .openIDConnect: path + "/.well-known/openid-configuration"
            case .authorizationServer: "/.well-known/oauth-authorization-server" + path
            }
        }
    }

    private let issuerURL: IssuerURL
    /// The URL of the key set.
    public let jwksURI: String
    private let algorithms: [String]
    private let members: [String: MetadataValue]

    /// Metadata.
    ///
    /// An issuer that only issues tokens has no endpoints, and its documents lack them, which readers of keys do not
    /// mind. One that is a server of OAuth or OpenID Connect must give what ``missingMembers(of:)`` names:
    /// `authorization_endpoint` and `token_endpoint`, and `response_types_supported` for RFC 8414. OpenID Connect
    /// demands RS256 among the algorithms too.
    ///
    /// - Parameters:
    ///   - issuer: the `iss` of the tokens, as it stands in them: an `https:` URL without query and fragment. `http:` for
    ///     a loopback address only.
    ///   - jwksURI: the URL of the key set, of the same schemes; nil for `/.well-known/jwks.json` below the issuer.
    ///   - algorithms: what tokens are signed with.
    ///   - members: further members, known or not. They stand in both documents, in place of what this type would say;
    ///     not `issuer` and `jwks_uri`.
    /// - Throws: `KMSError` of kind `configuration` where a URL is not such a one, or a member is given twice.
    public init(
        issuer: String, jwksURI: String? = nil, algorithms: [JWSAlgorithm], members: [String: MetadataValue] = [:]
    ) throws(KMSError) {
        issuerURL = try IssuerURL(issuer)
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        self.jwksURI = jwksURI ?? base + "/.well-known/jwks.json"
        _ = try IssuerURL.components(self.jwksURI, what: "the URL of the key set")
        for name in ["issuer", "jwks_uri"] where members[name] != nil {
            throw KMSError(.configuration, message: "\(name) is given as a parameter, not among the members")
        }
        self.algorithms = Set(algorithms.map(\.name)).sorted()
        self.members = members
    }

    /// The `iss` of the tokens.
    public var issuer: String { issuerURL.text }

    /// One line of JSON, to be served as `application/json`: members in the order of their names. Empty lists are left
    /// out, as both specifications demand.
    public func json(of document: Document) -> String {
        String(decoding: JSONWriter(MetadataValue.place(content(of: document))).bytes, as: UTF8.self)
    }

    /// The path to serve it at, percent-encoded. For an issuer with a path, OpenID Connect appends to it (Discovery
    /// section 4), and RFC 8414 section 3.1 puts its own before it.
    public func path(of document: Document) -> String { document.path(ofIssuerAt: issuerURL.path) }

    /// What the specification calls REQUIRED and the document has not, sorted: for you to give, where you are more than
    /// an issuer of tokens.
    public func missingMembers(of document: Document) -> [String] {
        let content = content(of: document)
        let openIDConnect = ["id_token_signing_alg_values_supported", "jwks_uri", "subject_types_supported"]
        let both = ["authorization_endpoint", "issuer", "response_types_supported", "token_endpoint"]
        let required = both + (document == .openIDConnect ? openIDConnect : [])
        return required.filter { content[$0] == nil }.sorted()
    }

    private func content(of document: Document) -> [String: MetadataValue] {
        var content: [String: MetadataValue] = [:]
        if document == .openIDConnect {
            content["id_token_signing_alg_values_supported"] = .array(algorithms.map { .string($0) })
            // A token is handed out, and everybody's subject is the same to everyone.
            content["response_types_supported"] = ["id_token"]
            content["subject_types_supported"] = ["public"]
        }
        content.merge(members) { _, given in given }
        content["issuer"] = .string(issuer)
        content["jwks_uri"] = .string(jwksURI)
        return content.filter { !$0.value.isEmptyList }
    }
}
