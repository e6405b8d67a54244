// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import KMSTransport

@Suite struct HostNameTests {
    @Test("An address is one in the form in which it is dialled", arguments: ["127.0.0.1", "::1", "192.0.2.7"])
    func addresses(host: String) {
        #expect(HostAddress(host) != nil)
    }

    @Test(
        "Text that only looks like an address is not one",
        arguments: [
            "[a]", "127.1", "0x7f.0.0.1", "2130706433", "127.0.0.1.", "[fe80::1%25lo]", "[::1", "::1]", "[::1]", "",
        ])
    func noAddresses(host: String) {
        #expect(HostAddress(host) == nil)
    }

    @Test(
        "a certificate's address is the host's to the byte",
        arguments: [
            ("192.0.2.7", [192, 0, 2, 7], true), ("192.0.2.7", [192, 0, 2, 8], false),
            ("192.0.2.7", [192, 0, 2], false),
            ("192.0.2.7", [], false), ("::1", Array(repeating: 0, count: 15) + [1], true),
            ("::1", Array(repeating: 0, count: 15) + [1], true), ("::1", Array(repeating: 0, count: 16), false),
            ("::ffff:192.0.2.7", [192, 0, 2, 7], false), ("192.0.2.7", Array("192.0.2.7".utf8), false),
        ] as [(String, [UInt8], Bool)])
    func matches(address: String, bytes: [UInt8], isMatch: Bool) throws {
        #expect(try #require(HostAddress(address)).matches(bytes) == isMatch)
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
            ("a.example", "a.example\u{0}", false), ("k.example", "\u{212A}.example", false),
            ("b.a.example", "b*.a.example", false), ("b.a.example", "*.*.example", false),
            ("b.a.example", "b.*.example", false), ("b.a.example", "**.a.example", false),
            ("xn--bcher-kva.example", "XN--bcher-kva.example", true), ("a.example", "a.example.", false),
        ] as [(String, String, Bool)])
    func matches(host: String, pattern: String, isMatch: Bool) throws {
        #expect(!HostName(host).name.hasSuffix("."))
        #expect(HostName(host).matches(Array(pattern.utf8)) == isMatch)
    }
}
