// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Testing

@testable import RemoteJWKS

@Suite struct DiscoveryDocumentTests {
    @Test(
        "the documents of an issuer are where OpenID Connect and RFC 8414 have them",
        arguments: [
            (
                "https://a.example", "https://a.example/.well-known/openid-configuration",
                "https://a.example/.well-known/oauth-authorization-server"
            ),
            (
                "https://a.example/", "https://a.example/.well-known/openid-configuration",
                "https://a.example/.well-known/oauth-authorization-server"
            ),
            (
                "https://a.example:8443/realms/b%20c",
                "https://a.example:8443/realms/b%20c/.well-known/openid-configuration",
                "https://a.example:8443/.well-known/oauth-authorization-server/realms/b%20c"
            ),
            (
                "https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443/.well-known/openid-configuration",
                "https://[2001:db8::1]:8443/.well-known/oauth-authorization-server"
            ),
        ])
    func places(issuer: String, openID: String, oauth: String) throws {
        let places = try DiscoveryDocument.places(of: DocumentURL(issuer))
        #expect(places.openID.text == openID)
        #expect(places.oauth.text == oauth)
    }

    @Test("an issuer with a query is refused")
    func noQuery() {
        #expect(throws: KMSError.self) { try KeyPlace(issuer: "https://a.example/?tenant=1") }
    }

    @Test(
        "the keys are where the document of just this issuer says, by https:",
        arguments: [
            (#"{"issuer":"https://a.example","jwks_uri":"https://keys.example/k"}"#, "https://keys.example/k"),
            (#"{"issuer":"https://a.example/","jwks_uri":"https://keys.example/k"}"#, nil),
            (#"{"issuer":"https://A.example","jwks_uri":"https://keys.example/k"}"#, nil),
            (#"{"issuer":["https://a.example"],"jwks_uri":"https://keys.example/k"}"#, nil),
            (#"{"jwks_uri":"https://keys.example/k"}"#, nil),
            (#"{"issuer":"https://b.example","issuer":"https://a.example","jwks_uri":"https://keys.example/k"}"#, nil),
            (#"{"issuer":"https://a.example"}"#, nil),
            (#"{"issuer":"https://a.example","jwks_uri":7}"#, nil),
            (#"{"issuer":"https://a.example","jwks_uri":"http://keys.example/k"}"#, nil),
            (#"{"issuer":"https://a.example","jwks_uri":"http://127.0.0.1/k"}"#, nil),
            (#"{"issuer":"https://a.example","jwks_uri":"file:///etc/keys"}"#, nil),
            ("<html>", nil),
        ] as [(String, String?)])
    func keys(document: String, keys: String?) throws {
        let place = try DocumentURL("https://a.example/.well-known/openid-configuration")
        let found = try? DiscoveryDocument.keys(Array(document.utf8), of: "https://a.example", at: place)
        #expect(found?.text == keys)
    }
}
