// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults
import Testing

@testable import RemoteJWKS

@Suite(.timeLimit(.minutes(1))) struct HostNameTests {
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

    @Test("a certificate with an address beside the name of the host is good")
    func nameBesideAddress() async throws {
        let key = IssuerKey("a")
        try await TestCertificate.make(names: "IP:127.0.0.1,DNS:localhost") { certificate in
            try await Issuer.run(key, certificate: certificate) { issuer in
                var configuration = RemoteJWKS.Configuration()
                configuration.certificateAuthorities = try certificate.pem
                let url = issuer.name.replacing("127.0.0.1", with: "localhost") + "/keys"
                let source = try RemoteJWKS(url: url, issuer: nil, configuration: configuration)
                try await source.readAgain()
                #expect(source.keyCount == 1)
            }
        }
    }
}
