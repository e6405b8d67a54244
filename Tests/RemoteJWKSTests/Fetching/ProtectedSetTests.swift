// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults
import InMemoryLogging
import JWTKMS
import Logging
import Synchronization
import Testing

@testable import RemoteJWKS

/// Keys that are not public to all, or that are reached by a way that is not.
@Suite(.timeLimit(.minutes(1))) struct ProtectedSetTests {
    private let a = IssuerKey("a")

    private struct Secretive: Error, CustomStringConvertible {
        let description = "hunter2"
    }

    @Test("a header goes with every request to the issuer, and is asked for anew at each fetch")
    func header() async throws {
        let calls = Mutex(0)
        var configuration = RemoteJWKS.Configuration()
        configuration.headers = {
            let call = calls.withLock { calls in
                calls += 1
                return calls
            }
            return ["Authorization": "Bearer t\(call)", "X-More": "yes"]
        }
        try await Issuer.run(a) { issuer in
            let keys = issuer.collection()
            try await keys.add(issuer.discovered(configuration: configuration))
            try await keys.resolveAgain()
            #expect(issuer.server.requests.count == 3)
            for (request, token) in zip(issuer.server.requests, ["t1", "t1", "t2"]) {
                #expect(request.contains("\r\nAuthorization: Bearer \(token)\r\n"))
                #expect(request.contains("\r\nX-More: yes\r\n"))
            }
        }
    }

    @Test("a header does not go to a host that the discovery document names")
    func otherHost() async throws {
        var configuration = RemoteJWKS.Configuration()
        configuration.headers = { ["Authorization": "Bearer hunter2"] }
        try await Issuer.run(a) { issuer in
            try await Issuer.run(a) { other in
                issuer.answer(
                    Issuer.openIDPath, .answer(body: #"{"issuer":"\#(issuer.name)","jwks_uri":"\#(other.name)/keys"}"#))
                try await issuer.collection().add(issuer.discovered(configuration: configuration))
                #expect(issuer.server.requests.allSatisfy { $0.contains("hunter2") })
                #expect(other.server.requests.count == 1)
                #expect(other.server.requests.allSatisfy { !$0.contains("hunter2") })
            }
        }
    }

    @Test(
        "a header that can't be sent, or be had, is an error without its value, and no request",
        arguments: ["", "A b", "Host", "if-none-match", "X-\r\nB", "X-Value"])
    func badHeader(name: String) async throws {
        var configuration = RemoteJWKS.Configuration()
        configuration.headers = { [name: "hunter2" + (name == "X-Value" ? "\r\nX: y" : "")] }
        try await Issuer.run(a) { issuer in
            let error = await kmsError { try await issuer.collection().add(issuer.jwks(configuration: configuration)) }
            #expect(error?.kind == .configuration)
            configuration.headers = { throw Secretive() }
            let failed = await kmsError { try await issuer.collection().add(issuer.jwks(configuration: configuration)) }
            #expect(failed?.isRetryable == true)
            for error in [error, failed] { #expect(error?.message.contains("hunter2") == false) }
            #expect(issuer.server.requests.isEmpty)
        }
    }

    @Test("plain http to a host that is named is asked, and the log warns of it; to another it is refused")
    func plainHost() async throws {
        let log = InMemoryLogHandler()
        // Another spelling of loopback, which is a name to all who look at it.
        let host = "2130706433"
        var configuration = RemoteJWKS.Configuration()
        configuration.plainHosts = [host]
        try await Issuer.run(a) { issuer in
            let url = issuer.name.replacing("127.0.0.1", with: host)
            issuer.answer(Issuer.openIDPath, .answer(body: #"{"issuer":"\#(url)","jwks_uri":"\#(url)/keys"}"#))
            let keys = KMSKeyCollection()
            try await keys.add(
                RemoteJWKS(issuer: url, configuration: configuration, logger: Logger(label: "test") { _ in log }))
            try await keys.accepts(a.token(payload: #"{"iss":"\#(url)"}"#))
            #expect(log.entries.count { $0.level == .warning && "\($0.message)".contains("without encryption") } == 1)
            let error = #expect(throws: KMSError.self) { try RemoteJWKS(issuer: url) }
            #expect(error?.message.contains("configuration.plainHosts") == true)
            #expect(throws: KMSError.self) {
                try RemoteJWKS(url: "http://other.example/keys", issuer: nil, configuration: configuration)
            }
        }
    }

    @Test("a host that is asked by plain http names no keys on this machine")
    func plainHostAndLoopback() async throws {
        var configuration = RemoteJWKS.Configuration()
        configuration.plainHosts = ["2130706433"]
        try await Issuer.run(a) { issuer in
            let url = issuer.name.replacing("127.0.0.1", with: "2130706433")
            issuer.answer(
                Issuer.openIDPath, .answer(body: #"{"issuer":"\#(url)","jwks_uri":"\#(issuer.name)/keys"}"#))
            let source = try RemoteJWKS(issuer: url, configuration: configuration)
            let error = await kmsError { try await KMSKeyCollection().add(source) }
            #expect(error?.kind == .malformedResponse && error?.message.contains("it is loopback") == true)
            #expect(issuer.server.requests.count == 1)
        }
    }

    @Test("loopback needs no warning")
    func loopback() async throws {
        let log = InMemoryLogHandler()
        try await Issuer.run(a) { issuer in
            _ = try issuer.jwks(logger: Logger(label: "test") { _ in log })
        }
        #expect(log.entries.isEmpty)
    }
}
