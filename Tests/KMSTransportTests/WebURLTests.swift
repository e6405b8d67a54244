// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KMSTransport

@Suite struct WebURLTests {
    @Test(
        "A URL is an origin and a target",
        arguments: [
            ("https://kms.aws/", "https://kms.aws", "/", 443), ("HTTP://KMS:80/a?b=/", "http://kms", "/a?b=/", 80),
            ("http://[::1]:4599?x", "http://[::1]:4599", "/?x", 4599), ("http://[::1]", "http://[::1]", "/", 80),
            ("https://a_b.example:8443/%2e//x", "https://a_b.example:8443", "/%2e//x", 8443),
            ("https://kms.aws:443", "https://kms.aws", "/", 443), ("http://kms:443/", "http://kms:443", "/", 443),
        ])
    func parts(text: String, site: String, target: String, port: Int) throws {
        let url = try WebURL(text)
        #expect(url.site == site && url.target == target && url.origin.port == port)
        #expect(try WebURL(url.text) == url)
    }

    @Test(
        "Everything else is rejected with its reason",
        arguments: [
            ("", "is not a URL"), ("kms", "is not a URL"), ("http:/kms", "is not a URL"),
            ("https://a\\b", "is not a URL"),
            ("https://a/\r\nb", "is not a URL"), ("https://\u{FC}.example", "is not a URL"),
            ("https://a/{b}", "is not a URL"),
            ("ftp://kms/", "does not begin with https:// or http://"), ("https://a/#b", "holds a fragment (#)"),
            ("https://me:hunter2@kms/", "holds a user or a password"), ("https://@kms/", "holds a user or a password"),
            ("http://", "has no host, or one with characters that no host has"),
            ("http://:80/", "has no host, or one with characters that no host has"),
            ("http://[::1", "has no host, or one with characters that no host has"),
            ("http://[]/", "has no host, or one with characters that no host has"),
            ("http://[fe80::1%25lo]/", "has no host, or one with characters that no host has"),
            ("http://%61/", "has no host, or one with characters that no host has"),
            ("http://k:0", "has a port that no host has"), ("http://k:65536", "has a port that no host has"),
            ("http://k:+1", "has a port that no host has"), ("http://k:", "has a port that no host has"),
            ("http://[::1]x:80", "has a port that no host has"), ("http://k:1:2", "has a port that no host has"),
        ])
    func refused(text: String, reason: String) {
        let refusal = #expect(throws: WebURL.Refusal.self) { try WebURL(text) }
        #expect(refusal?.reason == reason)
    }
}
