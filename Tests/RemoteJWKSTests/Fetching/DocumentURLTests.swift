// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import RemoteJWKS

@Suite struct DocumentURLTests {
    @Test(
        "https: is asked anywhere, http: on this machine alone",
        arguments: [
            "https://issuer.example", "https://issuer.example:8443/keys?x=1", "HTTPS://issuer.example/",
            "https://[2001:db8::1]/keys", "http://localhost:8080/keys", "http://127.0.0.1/keys", "http://127.1.2.3:1/",
            "http://[::1]:8080/keys", "http://LOCALHOST/keys",
        ])
    func takes(text: String) throws {
        let url = try DocumentURL(text)
        #expect(url.text.lowercased() == text.lowercased())
        #expect(url.isEncrypted == text.lowercased().hasPrefix("https:"))
    }

    @Test(
        "what is no such URL is refused",
        arguments: [
            "", "issuer.example", "ftp://issuer.example", "file:///etc/passwd", "http://issuer.example",
            "http://169.254.169.254/", "http://127.0.0.1.evil.example/", "http://localhost.evil.example/",
            "http://127.0.0.1@evil.example/", "https://user:secret@issuer.example/", "https://issuer.example/#x",
            "http://127.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.0.0.1/", "http://127.0.0.01/",
            "http://127.0.0.256/", "http://[::2]/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/",
            "http://localhost./",
            "https:///keys", "https://issuer.example\\@evil.example/", "https://issuer.example/ keys",
            "https://issuer.example/\r\nHost: evil", "https://issüer.example/", "https://issuer.example:0/",
            "https://issuer.example:99999/", "http://%6cocalhost/", "https://%61.example/",
            "https://a.example%00.evil.example/",
            "https://a.example%20evil/", "https://a.example;evil/", "https://*.example/", "https://[fe80::1%25eth0]/",
        ])
    func refuses(text: String) {
        #expect(throws: DocumentURL.Refusal.self) { try DocumentURL(text) }
    }

    @Test(
        "a redirect stays with scheme, host and port",
        arguments: [
            ("https://a.example/x/keys", "/y", "https://a.example/y"),
            ("https://a.example/x/keys", "y", "https://a.example/x/y"),
            ("https://a.example/keys", "https://A.example:443/y", "https://a.example/y"),
            ("https://a.example/keys", "https://b.example/y", nil),
            ("https://a.example/keys", "//b.example/y", nil),
            ("https://a.example/keys", "http://a.example/y", nil),
            ("https://a.example/keys", "https://a.example:8443/y", nil),
            ("https://a.example/keys", "https://a.example@b.example/", nil),
            ("https://a.example/keys", "https://%61.example/y", nil),
            ("https://[2001:db8::1]:8443/x", "/y", "https://[2001:db8::1]:8443/y"),
            ("https://[2001:db8::1]/x", "https://[2001:db8::2]/x", nil),
            ("http://127.0.0.1:80/keys", "http://127.0.0.2:80/keys", nil),
            ("http://127.0.0.1:80/keys", "http://169.254.169.254/latest", nil),
            ("https://a.example/keys", "file:///etc/passwd", nil),
        ] as [(String, String, String?)])
    func redirects(from: String, location: String, to: String?) throws {
        let target = try? DocumentURL(from).redirected(to: [location])
        #expect(target?.text == to)
    }

    @Test("Several places at once are no place, unless they are the same", arguments: [["/y", "/z"], ["/y", ""], []])
    func places(locations: [String]) throws {
        let url = try DocumentURL("https://a.example/keys")
        #expect(throws: DocumentURL.Refusal.self) { try url.redirected(to: locations) }
        #expect(try url.redirected(to: ["/y", "/y"]).text == "https://a.example/y")
    }

    @Test("what people are shown has no query")
    func description() throws {
        #expect("\(try DocumentURL("https://a.example:8443/keys?key=secret"))" == "https://a.example:8443/keys")
    }
}
