// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import JWTKMS
import Testing

@testable import RemoteJWKS

/// What the network and other servers do to a fetch.
@Suite(.timeLimit(.minutes(1))) struct FetchFaultTests {
    private let a = IssuerKey("a")

    private func error(
        _ behaviour: FaultServer.Behaviour, configuration: RemoteJWKS.Configuration = .init()
    ) async throws -> KMSError? {
        try await Issuer.run { issuer in
            issuer.answer("/keys", behaviour)
            let keys = issuer.collection()
            let error = await kmsError { try await keys.add(issuer.jwks(configuration: configuration)) }
            #expect(keys.keys.isEmpty)
            return error
        }
    }

    @Test(
        "a status that may pass is worth another try, one that says something is not",
        arguments: [
            (503, true), (500, true), (429, true), (408, true), (404, false), (403, false), (401, false), (204, false),
            (304, false),
        ])
    func statuses(status: Int, isRetryable: Bool) async throws {
        let error = try await error(.raw("HTTP/1.1 \(status) X\r\nContent-Length: 0\r\n\r\n"))
        #expect(error?.isRetryable == isRetryable)
        #expect(error?.kmsStatus == status)
        #expect(error.map { "\($0)".contains("/keys answered HTTP \(status)") } == true)
    }

    @Test("a set is read up to a mebibyte, and no further")
    func bounds() async throws {
        let error = try await error(.endless)
        #expect(error?.kind == .malformedResponse)
        #expect(error?.message.hasSuffix("is longer than 1048576 bytes") == true)
    }

    @Test("an answer that is cut, reset or none is a failure of the way", arguments: [0, 1, 2])
    func broken(which: Int) async throws {
        let error = try await error([.half, .reset, .close][which])
        #expect(error?.kind == .transport)
        #expect(error?.isRetryable == true)
    }

    @Test("all of a fetch has one time limit", arguments: [0, 1])
    func late(which: Int) async throws {
        var configuration = RemoteJWKS.Configuration()
        configuration.timeLimit = .milliseconds(200)
        let error = try await error([.silence, .drip][which], configuration: configuration)
        #expect(error?.kind == .timeout)
    }

    @Test("headers and trailers without end are not kept, nor is what is packed unpacked", arguments: [0, 1, 2])
    func floods(which: Int) async throws {
        let lines = (0..<100_000).map { "X-\($0): \(String(repeating: "a", count: 50))\r\n" }.joined()
        let answer = [
            "HTTP/1.1 200 X\r\n" + lines,
            "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n" + lines,
            // What deflate makes of a set of no keys.
            "HTTP/1.1 200 X\r\nContent-Encoding: deflate\r\nContent-Length: 13\r\n\r\nx\u{1}\u{1}\u{2}{}" + lines,
        ][which]
        let error = try await error(.raw(answer))
        #expect(error?.kind == .malformedResponse)
        #expect(error?.message.contains(which == 2 ? "Content-Encoding deflate" : "its head is longer than") == true)
    }

    @Test("no connection is left, however a fetch ends")
    func closesConnections() async throws {
        try await Issuer.added(a) { issuer, _, source in
            for behaviour in [.endless, .answer(status: 503, body: "x"), .half] as [FaultServer.Behaviour] {
                issuer.answer("/keys", behaviour)
                #expect(await kmsError { try await source.readAgain() } != nil)
            }
            await happened { issuer.server.opened == 4 && issuer.server.closed == 4 }
        }
    }

    @Test("over TLS a certificate for the address of whoever answers is none for a host that is asked by its name")
    func checksTheHost() async throws {
        try await byName(certificate: "IP:127.0.0.1") { issuer, source in
            let error = await kmsError { try await issuer.collection().add(source) }
            #expect(error?.isRetryable == false)
            #expect(error?.message.contains("is that of another host") == true)
            #expect(issuer.server.requests.isEmpty)
            await happened { issuer.server.opened == issuer.server.closed }
        }
    }

    @Test("a certificate with an address beside the name of the host is good")
    func nameBesideAddress() async throws {
        try await byName(certificate: "IP:127.0.0.1,DNS:localhost") { _, source in
            try await source.readAgain()
            #expect(source.keyCount == 1)
        }
    }

    private func byName(
        certificate names: String, _ body: (Issuer, RemoteJWKS) async throws -> Void
    ) async throws {
        try await TestCertificate.make(names: names) { certificate in
            try await Issuer.run(a, certificate: certificate) { issuer in
                var configuration = RemoteJWKS.Configuration()
                configuration.certificateAuthorities = try certificate.pem
                let url = issuer.name.replacing("127.0.0.1", with: "localhost") + "/keys"
                try await body(issuer, RemoteJWKS(url: url, issuer: nil, configuration: configuration))
            }
        }
    }

    @Test("a redirect within the host is followed, three times and not more")
    func follows() async throws {
        try await Issuer.run { issuer in
            issuer.answer("/keys", .answer(status: 302, headers: ["Location: /1"], body: ""))
            issuer.answer("/1", .answer(status: 307, headers: ["Location: \(issuer.name)/2"], body: ""))
            issuer.answer("/2", .answer(status: 301, headers: ["Location: 3"], body: ""))
            issuer.answer("/3", .answer(body: jwks(a.jwk())))
            try await issuer.collection().add(issuer.jwks())
            issuer.answer("/3", .answer(status: 308, headers: ["Location: /4"], body: ""))
            let error = await kmsError { try await issuer.collection().add(issuer.jwks()) }
            #expect(error?.message.hasSuffix("it redirects more than 3 times") == true)
            #expect(!issuer.server.requests.contains { $0.hasPrefix("GET /4") })
        }
    }

    @Test("every status that redirects is followed", arguments: [301, 302, 303, 307, 308])
    func redirects(status: Int) async throws {
        try await Issuer.run { issuer in
            issuer.answer("/keys", .answer(status: status, headers: ["Location: /1"], body: ""))
            issuer.answer("/1", .answer(body: jwks(a.jwk())))
            try await issuer.collection().add(issuer.jwks())
        }
    }

    @Test("a redirect to another host or port is not followed: it is not even asked")
    func staysAtHome() async throws {
        try await Issuer.run(a) { other in
            try await Issuer.run { issuer in
                for target in [other.name, other.name.replacing("127.0.0.1", with: "localhost"), "https://127.0.0.1/"] {
                    issuer.answer("/keys", .answer(status: 302, headers: ["Location: \(target)/keys"], body: ""))
                    let error = await kmsError { try await issuer.collection().add(issuer.jwks()) }
                    #expect(error?.kind == .malformedResponse && error?.isRetryable == false)
                    #expect(error?.message.contains("redirects elsewhere are not followed") == true)
                }
                #expect(other.server.requests.isEmpty)
            }
        }
    }

    @Test("over TLS a certificate is trusted that the user names, and else the error says what to do")
    func certificates() async throws {
        try await TestCertificate.make { certificate in
            try await Issuer.run(a, certificate: certificate) { issuer in
                let error = await kmsError { try await issuer.collection().add(issuer.discovered()) }
                #expect(error?.isRetryable == false)
                #expect(error?.message.contains("name the authority's certificate in certificateAuthorities") == true)
                #expect(issuer.server.requests.isEmpty)

                var configuration = RemoteJWKS.Configuration()
                configuration.certificateAuthorities = try String(contentsOfFile: certificate.file, encoding: .utf8)
                let keys = issuer.collection()
                try await keys.add(
                    RemoteJWKS(
                        place: KeyPlace(issuer: issuer.name), issuer: issuer.name, configuration: configuration,
                        clock: issuer.time.clock))
                try await keys.accepts(issuer.token(a))
            }
        }
    }

    @Test("through a proxy, a CONNECT goes to it, and its password stands in no error")
    func proxies() async throws {
        try await FaultServer.run(.answer(status: 403, body: "")) { proxy in
            var configuration = RemoteJWKS.Configuration()
            configuration.proxy = proxy.url.replacing("http://", with: "http://user:hunter2@")
            let source = try RemoteJWKS(issuer: "https://issuer.example", configuration: configuration)
            let error = await kmsError { try await KMSKeyCollection().add(source) }
            #expect(proxy.requests.first?.hasPrefix("CONNECT issuer.example:443 ") == true)
            #expect(error.map { "\($0)".contains("hunter2") } == false)
        }
    }

    @Test("through a proxy, an issuer that is asked by its address has a certificate for it, and not for the proxy's")
    func addressBehindProxy() async throws {
        for (names, isGood) in [("IP:127.0.0.1", false), ("IP:192.0.2.7", true)] {
            try await TestCertificate.make(names: names) { certificate in
                let rule: FaultServer.Rule = {
                    $0.text.hasPrefix("CONNECT") ? .tunnel(certificate) : .answer(body: jwks(a.jwk()))
                }
                try await FaultServer.run(by: rule) { proxy in
                    var configuration = RemoteJWKS.Configuration()
                    configuration.proxy = proxy.url
                    configuration.certificateAuthorities = try certificate.pem
                    let source = try RemoteJWKS(
                        url: "https://192.0.2.7/keys", issuer: nil, configuration: configuration)
                    if isGood { return try await source.load() }
                    let error = await kmsError { try await source.load() }
                    #expect(error?.message.contains("is that of another host") == true)
                    #expect(proxy.requests.count == 1)
                }
            }
        }
    }

    @Test("what is not encrypted is on this machine, and goes through no proxy")
    func loopbackGoesStraight() async throws {
        try await FaultServer.run(.raw("HTTP/1.1 200 X\r\n\r\n")) { proxy in
            try await Issuer.run(a) { issuer in
                var configuration = RemoteJWKS.Configuration()
                configuration.proxy = proxy.url
                let keys = issuer.collection()
                try await keys.add(issuer.jwks(configuration: configuration))
                try await keys.accepts(issuer.token(a))
                #expect(proxy.requests.isEmpty)
            }
        }
    }

    @Test("what is no certificate and no proxy is refused at once")
    func refusesConfiguration() {
        var certificates = RemoteJWKS.Configuration()
        certificates.certificateAuthorities = "none"
        var proxy = RemoteJWKS.Configuration()
        proxy.proxy = "socks5://user:hunter2@proxy.example"
        for configuration in [certificates, proxy] {
            let error = #expect(throws: KMSError.self) {
                try RemoteJWKS(issuer: "https://issuer.example", configuration: configuration)
            }
            #expect(error.map { "\($0)".contains("hunter2") } == false)
        }
    }
}
