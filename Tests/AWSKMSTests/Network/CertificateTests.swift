// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import KMSAPI
import NIOCore
import NIOEmbedded
import Testing

@testable import AWSKMS

@Suite("Certificates")
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
                #expect(error?.message.contains("its certificate is not trusted; AWS_CA_BUNDLE") == true)
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

    /// By itself, and behind a proxy.
    enum Way: CaseIterable {
        case direct, proxied
    }

    @Test(
        "a certificate for the address of whoever answers is none for a host that is asked by its name",
        arguments: Way.allCases)
    func address(way: Way) async throws {
        try await answering(way, names: "IP:127.0.0.1") { server, certificate in
            let error = await #expect(throws: KMSError.self) { try await ask(server, way, certificate) }
            #expect(error?.kind == .transport && error?.isRetryable == false)
            #expect(error?.message.contains("its certificate is that of an address") == true)
            #expect(server.requests.allSatisfy { $0.hasPrefix("CONNECT localhost:") })
        }
    }

    @Test("one with an address beside the name of the host is good", arguments: Way.allCases)
    func nameBesideAddress(way: Way) async throws {
        try await answering(way, names: "IP:127.0.0.1,DNS:localhost") { server, certificate in
            try await ask(server, way, certificate)
            #expect(server.requests.count { $0.hasPrefix("POST / HTTP/1.1\r\n") } == 1)
        }
    }

    private func answering(
        _ way: Way, names: String, _ body: (FaultServer, TestCertificate) async throws -> Void
    ) async throws {
        try await TestCertificate.make(names: names) { certificate in
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
        let group = EmbeddedEventLoop()
        defer { try? group.close() }
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
