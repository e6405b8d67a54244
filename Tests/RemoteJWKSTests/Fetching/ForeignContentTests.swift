// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults
import JWTKMS
import Testing

@testable import RemoteJWKS

/// Answers that are no documents of an issuer: the error says what they are and what to do.
@Suite(.timeLimit(.minutes(1))) struct ForeignContentTests {
    private let a = IssuerKey("a")
    private static let page = "\u{FEFF}\n <!DOCTYPE html><title>Log in</title>"

    @Test("a page of HTML in the place of the keys is called so")
    func page() async throws {
        try await Issuer.run(a) { issuer in
            issuer.answer("/keys", .answer(body: Self.page))
            let error = await kmsError { try await issuer.collection().add(issuer.jwks()) }
            #expect(error?.kind == .publicKeyRefused)
            #expect(error?.message.contains("/keys is refused: it is a page of HTML, not JSON") == true)
        }
    }

    @Test("a page of HTML at OpenID Connect's place keeps nobody from RFC 8414's, and is named if that has none")
    func pageAtDiscovery() async throws {
        try await Issuer.run(a) { issuer in
            issuer.answer(Issuer.openIDPath, .answer(body: Self.page))
            let error = await kmsError { try await issuer.collection().add(issuer.discovered()) }
            #expect(error?.kind == .malformedResponse && error?.isRetryable == false)
            let why = "openid-configuration is a page of HTML, not JSON"
            #expect(error?.message.contains(why) == true)
            #expect(error?.message.contains("oauth-authorization-server answered HTTP 404") == true)
            issuer.answer(
                Issuer.oauthPath, .answer(body: #"{"issuer":"\#(issuer.name)","jwks_uri":"\#(issuer.name)/keys"}"#))
            let keys = issuer.collection()
            try await keys.add(issuer.discovered())
            try await keys.accepts(issuer.token(a))
        }
    }

    @Test("content that is compressed though nobody asked for it is called so")
    func compressed() async throws {
        try await Issuer.run(a) { issuer in
            for path in ["/keys", Issuer.openIDPath] {
                issuer.answer(path, .answer(headers: ["Content-Encoding: gzip"], body: "\u{1F}anything"))
                let error = await kmsError {
                    try await issuer.collection().add(path == "/keys" ? issuer.jwks() : issuer.discovered())
                }
                #expect(error?.message.contains("has the Content-Encoding gzip, which was not asked for") == true)
                #expect(error?.isRetryable == false)
            }
        }
        #expect(ForeignContent([0x1F, 0x8B, 0x08]) == .compressed)
        #expect(ForeignContent(Array("{}".utf8)) == nil)
        #expect(ForeignContent(Array(" \n".utf8)) == .nothing)
    }

    @Test("an issuer with a document in neither place is given by the URL of its keys, and the error says so")
    func elsewhere() async throws {
        try await Issuer.run(a) { issuer in
            issuer.answer(Issuer.openIDPath, nil)
            let error = await kmsError { try await issuer.collection().add(issuer.discovered()) }
            #expect(error?.kind == .configuration && error?.kmsStatus == 404)
            #expect(
                error?.message
                    == "no discovery document of \(issuer.name) was found: \(issuer.name)\(Issuer.openIDPath) answered "
                    + "HTTP 404, and \(issuer.name)\(Issuer.oauthPath) answered HTTP 404. Check that the issuer is spelt "
                    + "right; one that has its document elsewhere, or none, is given by the URL of its keys")
        }
    }

    @Test("a document of many tenants is called so, and what to give in its place")
    func template() async throws {
        try await Issuer.run(a) { issuer in
            issuer.answer(
                Issuer.openIDPath,
                .answer(body: #"{"issuer":"https://login.example/{tenantid}/v2.0","jwks_uri":"\#(issuer.name)/keys"}"#))
            let error = await kmsError { try await issuer.collection().add(issuer.discovered()) }
            #expect(error?.kind == .configuration)
            #expect(
                error?.message.contains(
                    "it names the template https://login.example/{tenantid}/v2.0. Give the issuer of your tenant")
                    == true)
        }
    }

    @Test("a discovery document in the place of the keys is called so")
    func documentForKeys() async throws {
        try await Issuer.run(a) { issuer in
            issuer.answer("/keys", .answer(body: #"{"issuer":"\#(issuer.name)","jwks_uri":"\#(issuer.name)/k"}"#))
            let error = await kmsError { try await issuer.collection().add(issuer.jwks()) }
            #expect(error?.message.hasSuffix("it is the discovery document that says where they are") == true)
        }
    }
}
