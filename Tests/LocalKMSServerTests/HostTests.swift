// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import LocalKMS
import LocalKMSServer
import Testing

@Suite("Who is answered")
struct HostTests {
    private func expectStatus(
        _ status: Int, _ url: String, _ request: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await RawConnection.exchange(url, request)
        #expect(answer.status == status, sourceLocation: sourceLocation)
    }

    @Test(
        "a Host that is the server's own is answered, whatever its port and case",
        arguments: [
            "localhost", "LOCALHOST:80", "127.0.0.1", "127.0.0.1:4599", "[::1]", "[::1]:4599", "kms.test:1",
            "other.test",
        ])
    func own(host: String) async throws {
        let configuration = LocalKMSServer.Configuration(port: 0, allowedHosts: ["KMS.test", "other.test:4599"])
        try await LocalKMSServer.withServer(LocalKMS(), configuration: configuration) { url in
            try await expectStatus(200, url, request("ListKeys", host: host))
        }
    }

    @Test(
        "another name is refused: it may be a page's own, with this machine's address (DNS rebinding)",
        arguments: [
            "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "0.0.0.0", "kms", "", "[::2]",
            "[::1].evil.example", "[::1]evil", "localhost:80.evil.example", "localhost:x", "[::1",
        ])
    func other(host: String) async throws {
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            for request in [request("CreateKey", host: host), get("/", host: host), get("/health", host: host)] {
                let answer = try await RawConnection.exchange(url, request)
                #expect(answer.status == 403 && answer.body.contains(#","message":"the Host header"#))
                #expect(answer.body.contains("--allow-host"))
                #expect(answer.headers["x-amzn-errortype"] == "AccessDeniedException")
            }
        }
    }

    @Test(
        "an allowed host that no request could name is refused before the server listens",
        arguments: [
            "http://kms", "http://kms:4599", "kms/", "", ":4599", "kms:x", "a b", "*.test", "[::1", "[kms]",
            "1::2::3", "k\u{E4}s",
        ])
    func noHost(allowed: String) async throws {
        let configuration = LocalKMSServer.Configuration(port: 0, allowedHosts: ["kms", allowed])
        let error = await #expect(throws: KMSError.self) {
            try await LocalKMSServer.withServer(LocalKMS(), configuration: configuration) { _ in }
        }
        #expect(error?.kind == .configuration && error?.message.contains("is no host") == true)
    }

    @Test(
        "an allowed host is a name or an address, with or without a port",
        arguments: [
            ("KMS", "kms"), ("my_kms.test.:1", "my_kms.test."), ("192.168.1.7:80", "192.168.1.7"),
            ("FE80::1", "[fe80::1]"), ("[fe80::1]:4599", "[fe80::1]:1"),
        ])
    func allowed(host: String, called: String) async throws {
        let configuration = LocalKMSServer.Configuration(port: 0, allowedHosts: [host])
        try await LocalKMSServer.withServer(LocalKMS(), configuration: configuration) { url in
            try await expectStatus(200, url, request("ListKeys", host: called))
        }
    }

    @Test("a request without a Host, or with two, is refused")
    func none() async throws {
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            try await expectStatus(403, url, request("ListKeys", host: nil))
            let two = request("ListKeys", headers: ["Host: evil.example"])
            try await expectStatus(403, url, two)
        }
    }

    @Test("on all interfaces, the address that a connection came to is the server's own")
    func address() async throws {
        let configuration = LocalKMSServer.Configuration(host: "0.0.0.0", port: 0)
        try await LocalKMSServer.withServer(LocalKMS(), configuration: configuration) { url in
            #expect(url.hasPrefix("http://127.0.0.1:"))
            let other = url.replacing("127.0.0.1", with: "127.0.0.2")
            try await expectStatus(200, other, request("ListKeys", host: "127.0.0.2"))
            try await expectStatus(403, other, request("ListKeys", host: "127.0.0.3"))
            try await expectStatus(403, other, request("ListKeys", host: "0.0.0.0"))
        }
    }

    @Test("a page of another site is refused, even where a browser let it ask")
    func origin() async throws {
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            for origin in ["https://evil.example", "null"] {
                let answer = try await RawConnection.exchange(url, request("ListKeys", headers: ["Origin: \(origin)"]))
                #expect(answer.status == 403 && answer.headers["access-control-allow-origin"] == nil)
            }
        }
    }

    @Test("what is not loopback is known as such", arguments: ["0.0.0.0", "::", "192.168.1.7", "example.com"])
    func open(host: String) {
        #expect(!LocalKMSServer.Configuration(host: host).isLoopback)
        #expect(
            ["127.0.0.1", "::1", "localhost", "127.8.8.8"].allSatisfy {
                LocalKMSServer.Configuration(host: $0).isLoopback
            })
    }
}
