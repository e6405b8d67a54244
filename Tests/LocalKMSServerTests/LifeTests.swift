// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AWSKMS
import KMSAPI
import LocalKMS
import LocalKMSServer
import Logging
import ServiceLifecycle
import Testing

@Suite("Beginning, waiting and ending")
struct LifeTests {
    @Test("a port that is taken is a clear error")
    func portInUse() async throws {
        try await LocalKMSServer.withServer(LocalKMS()) { url in
            let port = try #require(Int(url.split(separator: ":").last ?? ""))
            let error = await #expect(throws: KMSError.self) {
                try await LocalKMSServer.withServer(LocalKMS(), configuration: .init(port: port)) { _ in }
            }
            #expect(error?.message.contains("127.0.0.1 port \(port): another process has the port") == true)
        }
    }

    @Test("a host that does not resolve is a setting that is wrong, and is named")
    func noSuchHost() async throws {
        let error = await #expect(throws: KMSError.self) {
            try await LocalKMSServer.withServer(LocalKMS(), configuration: .init(host: "nosuch.invalid")) { _ in }
        }
        #expect(error?.kind == .configuration && error?.message.contains("'nosuch.invalid'") == true)
        #expect(error?.message.contains("does not resolve") == true)
    }

    @Test("what the body of withServer throws is thrown, and the server ends")
    func throwing() async throws {
        struct Oops: Error {}
        var url = ""
        await #expect(throws: Oops.self) {
            try await LocalKMSServer.withServer(LocalKMS()) {
                url = $0
                throw Oops()
            }
        }
        let ended = url
        await #expect(throws: (any Error).self) { try await RawConnection.exchange(ended, get("/health")) }
    }

    @Test(
        "a request that does not arrive in time is not waited for",
        arguments: [
            "POST / HTTP/1.1\r\nHost:", String(request("CreateKey", #"{"KeySpec":"ECC_NIST_P256"}"#).dropLast(1)),
        ])
    func slow(beginning: String) async throws {
        let kms = LocalKMS()
        let configuration = LocalKMSServer.Configuration(port: 0, requestTimeout: .milliseconds(200))
        try await LocalKMSServer.withServer(kms, configuration: configuration) { url in
            try await RawConnection.with(url) { idle in
                // Whoever asks nothing has not begun a request.
                try await idle.send(get("/health"))
                #expect(try await idle.answer()?.status == 200)
                try await RawConnection.with(url) { slow in
                    try await slow.send(beginning)
                    let answer = try await slow.answer()
                    #expect(answer == nil || answer?.status == 400)
                }
                try await idle.send(get("/health"))
                #expect(try await idle.answer()?.status == 200)
            }
        }
        #expect(try await kms.listKeys(.init()).keys.isEmpty)
    }

    @Test("a connection that does nothing is closed")
    func idle() async throws {
        let configuration = LocalKMSServer.Configuration(port: 0, idleTimeout: .milliseconds(100))
        try await LocalKMSServer.withServer(LocalKMS(), configuration: configuration) { url in
            try await RawConnection.with(url) { connection in
                let answer = try await connection.answer()
                #expect(answer == nil)
            }
        }
    }

    @Test("no more connections are open at a time than are allowed; the next waits for one to close")
    func connections() async throws {
        let configuration = LocalKMSServer.Configuration(port: 0, maximumConnections: 1)
        try await LocalKMSServer.withServer(LocalKMS(), configuration: configuration) { url in
            let order = AsyncStream<String>.makeStream()
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await RawConnection.with(url) { first in
                    try await first.send(get("/health"))
                    #expect(try await first.answer()?.status == 200)
                    group.addTask {
                        let answer = try await RawConnection.exchange(url, get("/health"))
                        #expect(answer.status == 200)
                        order.continuation.yield("second")
                    }
                    for _ in 0..<20 {
                        try await first.send(get("/health"))
                        #expect(try await first.answer()?.status == 200)
                    }
                    order.continuation.yield("first")
                }
                try await group.waitForAll()
            }
            order.continuation.finish()
            #expect(await order.stream.reduce(into: []) { $0.append($1) } == ["first", "second"])
        }
    }

    private static func isAnswering(_ url: String) async -> Bool {
        let answer = try? await RawConnection.with(url) { connection in
            try await connection.send(get("/health"))
            return try await connection.answer()
        }
        return answer?.status == 200
    }

    @Test("a request that is under way when the server is told to end is answered, and what it made is there")
    func shutdown() async throws {
        let kms = LocalKMS()
        let (urls, listening) = AsyncStream<String>.makeStream()
        let server = LocalKMSServer(kms, configuration: .init(port: 0)) { listening.yield($0) }
        let services = ServiceGroup(services: [server], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            let url = try #require(await urls.first { _ in true })
            try await RawConnection.with(url) { connection in
                let body = #"{"KeySpec":"ECC_NIST_P256","KeyUsage":"SIGN_VERIFY"}"#
                let whole = request("CreateKey", body)
                // In one write with a request before it, whose answer tells that this one has begun.
                try await connection.send(get("/health") + whole.dropLast(10))
                #expect(try await connection.answer()?.status == 200)
                await services.triggerGracefulShutdown()
                // It takes no more: so it has heard.
                while await Self.isAnswering(url) {}
                try await connection.send(String(whole.suffix(10)))
                #expect(try await connection.answer()?.status == 200)
                #expect(try await connection.answer() == nil)
            }
            try await group.waitForAll()
        }
        #expect(try await kms.listKeys(.init()).keys.count == 1)
    }
}
