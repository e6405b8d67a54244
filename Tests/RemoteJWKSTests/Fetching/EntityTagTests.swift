// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults
import JWTKMS
import Testing

@testable import RemoteJWKS

@Suite(.timeLimit(.minutes(1))) struct EntityTagTests {
    @Test("a tag is sent back as it came", arguments: [#""v1""#, #"W/"v1""#, #""""#, #""a,b""#])
    func takes(text: String) {
        #expect(EntityTag(text)?.text == text)
    }

    @Test(
        "what stands for more than one version, or for none, is no tag",
        arguments: ["", "*", "v1", #"""#, #"W/*"#, #"w/"v1""#, #""a", "b""#, #""a"b""#, #""a b""#, "\"caf\u{E9}\""])
    func refuses(text: String) {
        #expect(EntityTag(text) == nil)
    }

    @Test("a tag is kept up to 256 bytes")
    func bounds() {
        let quoted = { "\"" + String(repeating: "v", count: $0) + "\"" }
        #expect(EntityTag(quoted(254)) != nil)
        #expect(EntityTag(quoted(255)) == nil)
    }

    @Test("an issuer whose ETag is a * is asked for all of its set, and a key that it withdrew goes")
    func anyVersion() async throws {
        let (a, b) = (IssuerKey("a"), IssuerKey("b"))
        try await Issuer.run { issuer in
            issuer.publish([a, b], headers: ["ETag: *"])
            let keys = issuer.collection()
            try await keys.add(issuer.jwks())
            issuer.publish([a], headers: ["ETag: *"])
            try await keys.resolveAgain()
            #expect(!issuer.server.requests.contains { $0.contains("If-None-Match") })
            #expect(keys.keys.map(\.kid?.string) == ["a"])
        }
    }
}
