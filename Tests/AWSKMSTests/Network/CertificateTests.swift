// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import KMSAPI
import KMSTransport
import NIOCore
import NIOEmbedded
import Testing

@testable import AWSKMS

@Suite("Certificates", .timeLimit(.minutes(2)))
struct CertificateTests {
    private func sign(
        _ server: FaultServer, _ environment: [String: String] = [:], at url: String? = nil, authorities: String? = nil
    ) async throws {
        let client = try await AWSKMSClient(
            configuration: .init(
                region: "us-east-1", credentials: FaultServer.credentials, endpoint: url ?? server.url,
                certificateAuthorities: authorities, connectTimeout: .seconds(60), attemptTimeout: .seconds(60),
                requestTimeout: .seconds(120)), environment: Environment(environment),
            timing: HandTiming(now: Date()).timing)
        do {
            _ = try await client.sign(CallTests.request)
            try await client.shutdown()
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    @Test("one that the system does not trust is refused before anything is sent, and trusted where the user says so")
    func trust() async throws {
        try await TestCertificate.make { certificate in
            let rule: FaultServer.Rule = { _ in .answer(body: CallTests.answer) }
            try await FaultServer.run(by: rule, certificate: certificate) { server in
                let error = await #expect(throws: KMSError.self) { try await sign(server) }
                #expect(error?.kind == .transport && error?.isRetryable == false)
                #expect(
                    error?.message.contains(
                        "was not issued by an authority that is trusted. If it should be, name the authority's certificate in AWS_CA_BUNDLE"
                    ) == true)
                #expect(server.requests.isEmpty)
                try await sign(server, ["AWS_CA_BUNDLE": certificate.file])
                try await sign(server, authorities: certificate.file)
                let config = certificate.folder.appending(path: "config")
                try Data("[default]\nca_bundle = \(certificate.file)\n".utf8).write(to: config)
                try await sign(server, ["AWS_CONFIG_FILE": config.path()])
                #expect(server.requests.count == 3)
            }
        }
    }

    @Test(
        "A certificate that has expired, or is not valid yet, is told apart from one that nobody trusts",
        arguments: [
            ("20200101000000Z", "20200201000000Z", "expired at 2020-02-01T00:00:00Z"),
            ("20900101000000Z", "20900201000000Z", "is not valid before 2090-01-01T00:00:00Z"),
        ])
    func dates(from: String, to: String, reason: String) async throws {
        try await TestCertificate.make(dates: (from, to)) { certificate in
            let rule: FaultServer.Rule = { _ in .answer(body: CallTests.answer) }
            try await FaultServer.run(by: rule, certificate: certificate) { server in
                let error = await #expect(throws: KMSError.self) {
                    try await sign(server, authorities: certificate.file)
                }
                #expect(error?.kind == .transport && error?.isRetryable == false)
                #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
                #expect(server.requests.isEmpty)
            }
        }
    }

    /// By itself, and behind a proxy.
    enum Way: CaseIterable {
        case direct, proxied
    }

    @Test(
        "a certificate for the address of whoever answers is none for a host that is asked by its name",
        arguments: Way.allCases)
    func address(way: Way) async throws {
        try await answering(way, names: "IP:127.0.0.1") { server, certificate in
            try await isRefused(server, way, certificate)
        }
    }

    @Test(
        "a name that stands in the subject alone, has a wildcard within a label, or is of another type is not the host's",
        arguments: Way.allCases, [nil, "DNS:local*", "IP:127.0.0.1,URI:localhost"])
    func commonName(way: Way, names: String?) async throws {
        try await answering(way, names: names, commonName: "localhost") { server, certificate in
            try await isRefused(server, way, certificate)
        }
    }

    private func isRefused(_ server: FaultServer, _ way: Way, _ certificate: TestCertificate) async throws {
        let error = await #expect(throws: KMSError.self) { try await ask(server, way, certificate) }
        #expect(error?.kind == .transport && error?.isRetryable == false)
        #expect(error?.message.contains("is that of another host") == true)
        #expect(server.requests.allSatisfy { $0.hasPrefix("CONNECT localhost:") })
    }

    @Test("behind a proxy, a host that is asked by its address has a certificate for it, and not for the proxy's")
    func addressBehindProxy() async throws {
        // The last is a name of the same bytes.
        for (names, host) in [("IP:127.0.0.1", "192.0.2.7"), ("DNS:abcd", "97.98.99.100")] {
            try await answering(.proxied, names: names) { server, certificate in
                let error = await #expect(throws: KMSError.self) {
                    try await sign(
                        server, ["HTTPS_PROXY": server.url], at: "https://\(host)", authorities: certificate.file)
                }
                #expect(error?.message.contains("is that of another host") == true)
                #expect(server.requests.allSatisfy { $0.hasPrefix("CONNECT \(host):443 ") })
            }
        }
        for host in ["192.0.2.7", "[2001:db8::7]"] {
            let address = host.replacing("[", with: "").replacing("]", with: "")
            try await answering(.proxied, names: "IP:\(address)") { server, certificate in
                try await sign(
                    server, ["HTTPS_PROXY": server.url], at: "https://\(host)", authorities: certificate.file)
                #expect(server.requests.count { $0.hasPrefix("POST / HTTP/1.1\r\n") } == 1)
            }
        }
    }

    @Test("behind a proxy, a host that is asked by its address has a certificate that is trusted")
    func untrustedBehindProxy() async throws {
        try await answering(.proxied, names: "IP:192.0.2.7") { server, _ in
            let error = await #expect(throws: KMSError.self) {
                try await sign(server, ["HTTPS_PROXY": server.url], at: "https://192.0.2.7")
            }
            #expect(error?.message.contains("was not issued by an authority that is trusted") == true)
            #expect(server.requests.allSatisfy { $0.hasPrefix("CONNECT 192.0.2.7:443 ") })
        }
    }

    @Test("one with an address beside the name of the host is good", arguments: Way.allCases)
    func nameBesideAddress(way: Way) async throws {
        try await answering(way, names: "IP:127.0.0.1,DNS:localhost") { server, certificate in
            try await ask(server, way, certificate)
            #expect(server.requests.count { $0.hasPrefix("POST / HTTP/1.1\r\n") } == 1)
        }
    }

    @Test("behind a proxy each host has a certificate of its own, and after a shut-down none is asked any more")
    func hostsBehindProxy() async throws {
        try await answering(.proxied, names: "IP:127.0.0.1,DNS:a.example") { server, certificate in
            let connections = try Connections(
                .init(connectTimeout: .seconds(60)), proxy: ProxyRule.find(Environment(["https_proxy": server.url])),
                authorities: Array(certificate.pem.utf8))
            func failure(_ host: String) async -> KMSError? {
                let request = HTTPRequest(method: "POST", url: "https://\(host)/", body: Data("{}".utf8))
                do {
                    _ = try await connections.http.response(
                        to: request, timeLimit: .seconds(120), maximumBodyBytes: 65_536)
                    return nil
                } catch { return error as? KMSError }
            }
            #expect(await failure("a.example") == nil)
            let other = await failure("b.example")
            #expect(other?.message.contains("is that of another host") == true)
            try await connections.shutdown()
            for host in ["a.example", "c.example"] {
                let error = await failure(host)
                #expect(error?.kind == .configuration && error?.message == "the client was shut down")
            }
            #expect(!server.requests.contains { $0.hasPrefix("CONNECT c.example") })
        }
    }

    @Test("behind a proxy as many calls are under way at once as there may be connections")
    func connectionsBehindProxy() async throws {
        try await TestCertificate.make(names: "DNS:a.example") { certificate in
            let rule: FaultServer.Rule = { $0.text.hasPrefix("CONNECT") ? .tunnel(certificate) : .silence }
            try await FaultServer.run(by: rule) { server in
                let connections = try Connections(
                    .init(connectTimeout: .seconds(60), maximumConnections: 12),
                    proxy: ProxyRule.find(Environment(["https_proxy": server.url])),
                    authorities: Array(certificate.pem.utf8))
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<12 {
                        group.addTask {
                            _ = try? await connections.http.response(
                                to: HTTPRequest(method: "POST", url: "https://a.example/"), timeLimit: .seconds(60),
                                maximumBodyBytes: 1)
                        }
                    }
                    while server.requests.count(where: { $0.hasPrefix("POST") }) < 12, !Task.isCancelled {
                        await Task.yield()
                    }
                    group.cancelAll()
                }
                try await connections.shutdown()
            }
        }
    }

    private func answering(
        _ way: Way, names: String?, commonName: String = "127.0.0.1",
        _ body: (FaultServer, TestCertificate) async throws -> Void
    ) async throws {
        try await TestCertificate.make(names: names, commonName: commonName) { certificate in
            let rule: FaultServer.Rule = {
                $0.text.hasPrefix("CONNECT") ? .tunnel(certificate) : .answer(body: CallTests.answer)
            }
            try await FaultServer.run(by: rule, certificate: way == .direct ? certificate : nil) {
                try await body($0, certificate)
            }
        }
    }

    private func ask(_ server: FaultServer, _ way: Way, _ certificate: TestCertificate) async throws {
        let url = "https" + server.url.trimmingPrefix("https").trimmingPrefix("http")
        try await sign(
            server, way == .proxied ? ["HTTPS_PROXY": server.url] : [:],
            at: url.replacing("127.0.0.1", with: "localhost"), authorities: certificate.file)
    }

    @Test("event loops that no socket runs on are refused, and not fatal")
    func eventLoops() async throws {
        let group = NIOAsyncTestingEventLoop()
        let error = await #expect(throws: KMSError.self) {
            try await AWSKMSClient(
                configuration: .init(region: "us-east-1", credentials: FaultServer.credentials, eventLoopGroup: group))
        }
        #expect(error?.kind == .configuration && error?.message.contains("MultiThreadedEventLoopGroup") == true)
    }

    @Test("a file that is missing or holds no certificate is told with where it was named", arguments: [nil, "no PEM"])
    func unusable(contents: String?) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        if let contents { try Data(contents.utf8).write(to: file) }
        defer { try? FileManager.default.removeItem(at: file) }
        try await FaultServer.run(.close) { server in
            let error = await #expect(throws: KMSError.self) {
                try await sign(server, ["AWS_CA_BUNDLE": file.path()])
            }
            #expect(error?.kind == .configuration)
            #expect(error?.message.contains("AWS_CA_BUNDLE") == true)
            #expect(server.requests.isEmpty)
        }
    }
}
