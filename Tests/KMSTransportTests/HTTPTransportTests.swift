// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import KMSAPI
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

@testable import KMSTransport

@Suite("HTTP over connections of our own")
struct HTTPTransportTests {
    private func withHTTP<Value: Sendable>(
        maximum: Int = 4, by rule: @escaping FaultServer.Rule,
        _ body: (HTTPTransport, FaultServer, HTTPRequest) async throws -> Value
    ) async throws -> Value {
        try await FaultServer.run(by: rule) { server in
            let http = HTTPTransport(.test(maximumConnections: maximum))
            let request = HTTPRequest(method: "POST", url: server.url + "/", body: .init("{}".utf8))
            do {
                let value = try await body(http, server, request)
                try? await http.shutdown()
                return value
            } catch {
                try? await http.shutdown()
                throw error
            }
        }
    }

    private static func text(_ answer: HTTPResponse) -> String { String(decoding: answer.body, as: UTF8.self) }

    @Test("many requests at once share few connections, which are used again, and each gets its own answer")
    func shared() async throws {
        try await withHTTP(maximum: 3, by: { .answer(body: $0.body) }) { http, server, request in
            let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        var request = request
                        request.body = .init("\(number)".utf8)
                        let answer = try await http.response(
                            to: request, timeLimit: .seconds(120), maximumBodyBytes: 100)
                        return Self.text(answer) == "\(number)"
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count == 200 && answers.allSatisfy { $0 })
            #expect(server.requests.count == 200)
            #expect((1...3).contains(server.opened))
        }
    }

    @Test("a connection that the server closes gives its place to the next who waits")
    func closing() async throws {
        let rule: FaultServer.Rule = { _ in .answer(headers: ["Connection: close"], body: "{}") }
        try await withHTTP(maximum: 1, by: rule) { http, server, request in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        let answer = try await http.response(
                            to: request, timeLimit: .seconds(120), maximumBodyBytes: 100)
                        #expect(Self.text(answer) == "{}")
                    }
                }
                try await group.waitForAll()
            }
            #expect(server.opened == 10)
        }
    }

    @Test("who waits for a connection can be cancelled, is late in time, and is told of a shut-down")
    func waiting() async throws {
        try await withHTTP(maximum: 1, by: { _ in .silence }) { http, server, request in
            let first = Task { try await http.response(to: request, timeLimit: .seconds(120), maximumBodyBytes: 1) }
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            let error = await #expect(throws: KMSError.self) {
                try await http.response(to: request, timeLimit: .milliseconds(20), maximumBodyBytes: 1)
            }
            #expect(error?.kind == .timeout)
            let second = Task { try await http.response(to: request, timeLimit: .seconds(120), maximumBodyBytes: 1) }
            second.cancel()
            await #expect(throws: CancellationError.self) { try await second.value }
            let third = Task { try await http.response(to: request, timeLimit: .seconds(120), maximumBodyBytes: 1) }
            try await http.shutdown()
            for task in [first, third] {
                let error = await #expect(throws: KMSError.self) { try await task.value }
                #expect(error?.kind == .configuration)
                #expect(error?.message == "the client was shut down")
            }
            #expect(server.requests.count == 1)
            await #expect(throws: KMSError.self) {
                try await http.response(to: request, timeLimit: .seconds(1), maximumBodyBytes: 1)
            }
        }
    }

    @Test(
        "every form of answer that HTTP/1.1 has is read",
        arguments: [
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n", false),
            ("HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", false),
            ("HTTP/1.1 200 OK\r\n\r\n{}", true), ("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", true),
        ])
    func forms(text: String, closes: Bool) async throws {
        try await withHTTP(by: { _ in .raw(text, closes: closes) }) { http, server, request in
            for _ in 0..<3 {
                let answer = try await http.response(to: request, timeLimit: .seconds(120), maximumBodyBytes: 2)
                #expect(answer.status == 200 && Self.text(answer) == "{}")
            }
            #expect(server.opened == (closes ? 3 : 1))
        }
    }

    @Test("an answer to nothing is nobody's: its connection is closed")
    func unsolicited() async throws {
        let rule: FaultServer.Rule = { request in
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(request.number)"
            return .raw(answer + "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nX")
        }
        try await withHTTP(by: rule) { http, server, request in
            for number in 1...5 {
                let answer = try await http.response(to: request, timeLimit: .seconds(120), maximumBodyBytes: 9)
                #expect(Self.text(answer) == "\(number)")
            }
            #expect(server.opened == 5)
        }
    }

    @Test(
        "what is no answer is an error that can be tried again, or says that it is too long",
        arguments: [
            ("hello\r\n\r\n", KMSError.Kind.malformedResponse),
            ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", .malformedResponse),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12345", .malformedResponse),
        ])
    func none(text: String, kind: KMSError.Kind) async throws {
        try await withHTTP(by: { _ in .raw(text, closes: true) }) { http, _, request in
            let error = await #expect(throws: KMSError.self) {
                try await http.response(to: request, timeLimit: .seconds(120), maximumBodyBytes: 4)
            }
            #expect(error?.kind == kind)
        }
    }

    @Test("A connection that nobody uses is closed, and the next request has another")
    func idle() async throws {
        try await FaultServer.run(.answer(body: "{}")) { server in
            let http = HTTPTransport(.test { $0.idleLimit = .seconds(1) })
            for number in 1...2 {
                let request = HTTPRequest(method: "GET", url: server.url + "/\(number)")
                _ = try await http.response(to: request, timeLimit: .seconds(120), maximumBodyBytes: 9)
                while server.closed < number, !Task.isCancelled { await Task.yield() }
                #expect(server.opened == number)
            }
            try await http.shutdown()
        }
    }

    @Test("Of 300 requests that fail nothing stays: no connection, no pool and no route")
    func failing() async throws {
        let faults: [FaultServer.Behaviour] = [
            .reset, .close, .half, .raw("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", closes: false),
            .raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", closes: true),
        ]
        try await withHTTP(by: { faults[$0.number % faults.count] }) { http, server, request in
            let failures = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<300 {
                    group.addTask {
                        let answer = try? await http.response(
                            to: request, timeLimit: .seconds(120), maximumBodyBytes: 9)
                        return answer == nil ? 1 : 0
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(failures == 300 && server.requests.count == 300)
            while server.closed < server.opened, !Task.isCancelled { await Task.yield() }
            while http.state.withLock({ !$0.pools.isEmpty }), !Task.isCancelled { await Task.yield() }
            #expect(http.state.withLock { $0.pools.isEmpty && $0.routes.isEmpty })
        }
    }

    @Test("A transport that is let go without a shutdown leaves no connection")
    func letGo() async throws {
        try await FaultServer.run(.answer(body: "{}")) { server in
            var http: HTTPTransport? = HTTPTransport(.test())
            let request = HTTPRequest(method: "GET", url: server.url)
            _ = try await http?.response(to: request, timeLimit: .seconds(120), maximumBodyBytes: 9)
            #expect(server.opened == 1 && server.closed == 0)
            http = nil
            while server.closed < 1, !Task.isCancelled { await Task.yield() }
            #expect(server.closed == 1)
        }
    }

    @Test("A user's password in a URL is refused, and not shown")
    func userInformation() async throws {
        let http = HTTPTransport(.test())
        let request = HTTPRequest(method: "GET", url: "https://me:hunter2@kms.example/")
        let error = await #expect(throws: KMSError.self) {
            try await http.response(to: request, timeLimit: .seconds(1), maximumBodyBytes: 9)
        }
        #expect(error?.message == "the URL of a request holds a user or a password")
    }

    @Test("A name that nobody has, and a port that nobody listens on, are told with what to check")
    func unreachable() async throws {
        let http = HTTPTransport(.test())
        for (url, advice) in [
            ("http://nowhere.invalid/", "the name of nowhere.invalid can't be resolved. Check the URL and the DNS"),
            ("http://127.0.0.1:1/", "127.0.0.1:1 refused the connection. Check that a server listens there"),
        ] {
            let error = await #expect(throws: KMSError.self) {
                try await http.response(
                    to: HTTPRequest(method: "GET", url: url), timeLimit: .seconds(120), maximumBodyBytes: 9)
            }
            #expect(error?.message.hasPrefix(advice) == true, "\(error?.message ?? "")")
        }
        try await http.shutdown()
    }

    @Test(
        "nothing of a request can begin a line of its own",
        arguments: [
            HTTPRequest(method: "POST", url: "/", headers: [("a", "b\r\nc: d")]),
            HTTPRequest(method: "POST", url: "/", headers: [("a\r\nb", "c")]),
            HTTPRequest(method: "POST", url: "/", headers: [("a: b", "c")]),
            HTTPRequest(method: "POST", url: "/", headers: [("", "c")]),
            HTTPRequest(method: "POST / HTTP/1.1\r\na: b\r\n\r\nGET", url: "/"),
            HTTPRequest(method: "POST", url: "/ HTTP/1.1\r\na: b\r\n\r\n"), HTTPRequest(method: "", url: "/"),
        ])
    func injection(request: HTTPRequest) {
        let error = #expect(throws: KMSError.self) {
            try RequestBytes.of(request, target: request.url, authority: "kms")
        }
        #expect(error?.kind == .configuration)
    }

    @Test("a request is its head and its body, with one Host and one Content-Length")
    func bytes() throws {
        let plain = HTTPRequest(method: "POST", url: "", headers: [("a", "b"), ("HOST", "c")], body: .init("{}".utf8))
        #expect(
            String(buffer: try RequestBytes.of(plain, target: "/x", authority: "kms"))
                == "POST /x HTTP/1.1\r\na: b\r\nHOST: c\r\naccept-encoding: identity\r\ncontent-length: 2\r\n\r\n{}")
        #expect(
            String(buffer: try RequestBytes.of(HTTPRequest(method: "GET", url: ""), target: "/", authority: "kms"))
                == "GET / HTTP/1.1\r\nhost: kms\r\naccept-encoding: identity\r\n\r\n")
    }
}

extension TransportConfiguration {
    /// One that waits long: no test goes by time unless it says so.
    static func test(maximumConnections: Int = 4, _ change: (inout TransportConfiguration) -> Void = { _ in }) -> Self {
        var configuration = TransportConfiguration(settings: .init(authorities: "AUTHORITIES", proxy: "PROXY"))
        configuration.connectTimeout = .seconds(60)
        configuration.maximumConnections = maximumConnections
        change(&configuration)
        return configuration
    }
}
