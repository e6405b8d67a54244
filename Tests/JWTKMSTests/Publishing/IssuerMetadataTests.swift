// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKMS
import KMSAPI
import LocalKMS
import Testing

@Suite("What an issuer says of itself")
struct IssuerMetadataTests {
    @Test("both documents are made of the collection's keys: the algorithms that are published, once each, sorted")
    func ofCollection() async throws {
        let kms = RecordingKMS()
        let keys = KMSKeyCollection(client: kms)
        for algorithm in [JWSAlgorithm.rs256, .es256, .es256, .hs256] {
            try await keys.add(kms.kms.makeKey(algorithm.keySpecs[0]), algorithm: algorithm)
        }
        try await keys.add(ecdsa: ES384PrivateKey(), kid: "jwt-kit")
        let metadata = try keys.metadata(issuer: "https://issuer.example")
        #expect(
            metadata.json(of: .openIDConnect)
                == #"{"id_token_signing_alg_values_supported":["ES256","RS256"],"issuer":"https://issuer.example","#
                + #""jwks_uri":"https://issuer.example/.well-known/jwks.json","response_types_supported":["id_token"],"#
                + #""subject_types_supported":["public"]}"#)
        #expect(
            metadata.json(of: .authorizationServer)
                == #"{"issuer":"https://issuer.example","jwks_uri":"https://issuer.example/.well-known/jwks.json"}"#)
    }

    @Test("the well-known place is after an issuer's path for OpenID Connect, and before it for RFC 8414")
    func paths() throws {
        let paths: [(issuer: String, openID: String, server: String)] = [
            ("https://a.example", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"),
            ("https://a.example/", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"),
            (
                "https://a.example:8443/issuer1", "/issuer1/.well-known/openid-configuration",
                "/.well-known/oauth-authorization-server/issuer1"
            ),
            (
                "https://a.example/a%20b/c/", "/a%20b/c/.well-known/openid-configuration",
                "/.well-known/oauth-authorization-server/a%20b/c"
            ),
        ]
        for (issuer, openID, server) in paths {
            let metadata = try IssuerMetadata(issuer: issuer, algorithms: [.es256])
            #expect(metadata.path(of: .openIDConnect) == openID)
            #expect(metadata.path(of: .authorizationServer) == server)
            #expect(metadata.issuer == issuer)
            let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
            #expect(metadata.jwksURI == base + "/.well-known/jwks.json")
        }
    }

    @Test(
        "an issuer is an https URL without query and fragment, and http only on this machine",
        arguments: [
            "", "issuer", "https://", "https:///path", "http://a.example", "ftp://a.example", "https://a.example?",
            "https://a.example?x=1", "https://a.example#", "https://a.example/#f", "https://a.example/a//b",
            "https://a.example//", "https://a.example/../b", "https://a.example/./b", "https://a.example/a b",
            "https://\u{e9}.example", "http://127.0.0.1.example", "http://127.1", "http://127.0.0.01",
            "http://localhost.example", "http://128.0.0.1", "https://user@a.example", "https://user:secret@a.example",
        ])
    func refused(issuer: String) {
        let error = #expect(throws: KMSError.self) { try IssuerMetadata(issuer: issuer, algorithms: [.es256]) }
        #expect(error?.kind == .configuration)
        #expect(error?.description.contains("secret") == false)
    }

    @Test(
        "loopback addresses may be http",
        arguments: [
            "http://localhost", "http://localhost:8080/a", "http://127.0.0.1:1", "http://127.9.8.7", "http://[::1]:2",
        ])
    func loopback(issuer: String) throws {
        #expect(try IssuerMetadata(issuer: issuer, algorithms: [.es256]).issuer == issuer)
    }

    @Test("the key set's URL is checked too; it may have a query")
    func jwksURI() throws {
        for bad in ["http://keys.example", "keys", "https://keys.example/#f", "https://u@keys.example"] {
            #expect(throws: KMSError(.configuration, message: "")) {
                try IssuerMetadata(issuer: "https://a.example", jwksURI: bad, algorithms: [.es256])
            }
        }
        let url = "https://keys.example/set?v=1"
        let metadata = try IssuerMetadata(issuer: "https://a.example", jwksURI: url, algorithms: [.es256])
        #expect(metadata.json(of: .authorizationServer).contains(#""jwks_uri":"https://keys.example/set?v=1""#))
    }

    @Test("members are the user's, known or not, in the order of their names; lists of nothing are left out")
    func members() throws {
        let metadata = try IssuerMetadata(
            issuer: "https://a.example", algorithms: [.es256],
            members: [
                "token_endpoint": "https://a.example/token", "z": ["b": 1, "a": ["x", false, ["y": true]]],
                "claims_supported": [], "subject_types_supported": ["pairwise"], "a\"": "\u{1}",
            ])
        #expect(
            metadata.json(of: .openIDConnect)
                == #"{"a\"":"\u0001","id_token_signing_alg_values_supported":["ES256"],"issuer":"https://a.example","#
                + #""jwks_uri":"https://a.example/.well-known/jwks.json","response_types_supported":["id_token"],"#
                + #""subject_types_supported":["pairwise"],"token_endpoint":"https://a.example/token","#
                + #""z":{"a":["x",false,{"y":true}],"b":1}}"#)
        for name in ["issuer", "jwks_uri"] {
            #expect(throws: KMSError(.configuration, message: "")) {
                try IssuerMetadata(issuer: "https://a.example", algorithms: [], members: [name: "https://b.example"])
            }
        }
    }

    @Test("it says which REQUIRED members are missing, and takes them from the user")
    func missing() throws {
        let bare = try IssuerMetadata(issuer: "https://a.example", algorithms: [])
        let endpoints = ["authorization_endpoint", "token_endpoint"]
        #expect(
            bare.missingMembers(of: .openIDConnect)
                == ["authorization_endpoint", "id_token_signing_alg_values_supported", "token_endpoint"])
        #expect(
            bare.missingMembers(of: .authorizationServer)
                == ["authorization_endpoint", "response_types_supported", "token_endpoint"])
        let full = try IssuerMetadata(
            issuer: "https://a.example", algorithms: [.rs256],
            members: [
                endpoints[0]: "https://a.example/authorize", endpoints[1]: "https://a.example/token",
                "response_types_supported": ["code"],
            ])
        for document in IssuerMetadata.Document.allCases { #expect(full.missingMembers(of: document).isEmpty) }
    }
}
