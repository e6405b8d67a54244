// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Testing

@testable import RemoteJWKS

@Suite struct KeyPlaceTests {
    @Test(
        "the error of a URL that is refused says which it was, and no password or query of it",
        arguments: [
            (
                "http://a.example/k?key=hunter2",
                "the URL http://a.example/k is refused: it is not https:"
            ),
            (
                "https://a.example/k?key=hunter2#f",
                "the URL https://a.example/k is refused: it holds a frag"
            ),
            (
                "https://a.example/k#hunter2",
                "the URL https://a.example/k is refused: it holds a fragment"
            ),
            ("https://user:hunter2@issuer.example/keys", "the URL is refused: it holds a user or a password"),
            ("user:hunter2@issuer.example", "the URL is refused: it does not begin with https:// or http://"),
        ])
    func saysNoSecret(url: String, beginning: String) {
        let error = #expect(throws: KMSError.self) { try KeyPlace(url: url) }
        #expect(error?.message.hasPrefix(beginning) == true)
        #expect(error.map { "\($0)".contains("hunter2") } == false)
        let asIssuer = #expect(throws: KMSError.self) { try KeyPlace(issuer: url) }
        #expect(asIssuer.map { "\($0)".contains("hunter2") } == false)
    }
}
