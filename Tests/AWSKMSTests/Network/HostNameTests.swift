// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import ServiceIdentity
import Testing

@Suite struct HostNameTests {
    @Test("an address is no name", arguments: ["127.0.0.1", "[::1]", "192.0.2.7"])
    func addresses(host: String) {
        #expect(HostName(host) == nil)
    }

    @Test(
        "a certificate's name is the host, or has a wildcard for its first label",
        arguments: [
            ("a.example", "a.example", true), ("a.example", "A.Example", true), ("a.example.", "a.example", true),
            ("b.a.example", "*.a.example", true), ("a.example", "*.example", true),
            ("a.example", "*.a.example", false), ("c.b.a.example", "*.a.example", false),
            ("a.example", "b.example", false),
            ("a.example", "a.example.evil", false), ("a.example", "*", false), ("a.example", "*a.example", false),
            ("a.example", "", false), (".example", "*.example", false), ("localhost", "*.localhost", false),
            ("a.example", "a.example\u{0}", false),
        ] as [(String, String, Bool)])
    func matches(host: String, pattern: String, isMatch: Bool) throws {
        #expect(try #require(HostName(host)).matches(pattern) == isMatch)
    }
}
