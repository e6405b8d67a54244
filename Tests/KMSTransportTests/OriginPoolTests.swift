// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import KMSAPI
import NIOCore
import NIOEmbedded
import NIOPosix
import NIOSSL
import Synchronization
import Testing

@testable import KMSTransport

@Suite("Connections that are made, and nobody's yet", .timeLimit(.minutes(2)))
struct OriginPoolTests {
    private struct Refused: Error {}

    private static let connector = HTTPConnector(.test())

    @Test("who is cancelled or late while a connection is made goes at once, and the connection is the next one's")
    func gone() async throws {
        try await FaultServer.run(.answer(body: "{}")) { server in
            let origin = try WebURL(server.url).origin
            let (gate, opening) = AsyncStream<Void>.makeStream()
            let (makings, making) = AsyncStream<Void>.makeStream()
            let made = Made()
            let pool = OriginPool(maximum: 1) { pool in
                made.count.withLock { $0 += 1 }
                making.yield()
                for await _ in gate { break }
                return try await Self.connector.connect(to: origin, for: pool)
            }
            let first = Task { try await pool.take(for: 1, until: .distantFuture) }
            let second = Task { try await pool.take(for: 2, until: .distantFuture) }
            for await _ in makings { break }
            first.cancel()
            await #expect(throws: CancellationError.self) { try await first.value }
            await #expect(throws: ExchangeFailure.late) { try await pool.take(for: 3, until: .now()) }
            second.cancel()
            await #expect(throws: CancellationError.self) { try await second.value }
            opening.finish()
            let connection = try await pool.take(for: 4, until: .now() + .seconds(120))
            #expect(connection.isUsable)
            #expect(made.count.withLock { $0 } == 1)
            await pool.shutdown()
        }
    }

    @Test("each who waits is told that no connection could be made, those for whom there was no place too")
    func refused() async throws {
        let made = Made()
        let pool = OriginPool(maximum: 2) { _ in
            made.count.withLock { $0 += 1 }
            throw Refused()
        }
        let failures = await withTaskGroup(of: Bool.self) { group in
            for id: UInt64 in 1...20 {
                group.addTask {
                    do {
                        _ = try await pool.take(for: id, until: .distantFuture)
                        return false
                    } catch { return error is Refused }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failures == 20)
        #expect((1...20).contains(made.count.withLock { $0 }))
    }

    @Test("a connection that could not be made fails no request but the one that had it made")
    func othersFailure() async throws {
        let (gate, opening) = AsyncStream<Void>.makeStream()
        let (makings, making) = AsyncStream<Void>.makeStream()
        try await FaultServer.run(.answer(body: "{}")) { server in
            let origin = try WebURL(server.url).origin
            let made = Made()
            let pool = OriginPool(maximum: 1) { pool in
                let number = made.count.withLock { count in
                    count += 1
                    return count
                }
                if number > 1 { return try await Self.connector.connect(to: origin, for: pool) }
                making.yield()
                for await _ in gate { break }
                throw Refused()
            }
            let first = Task { try await pool.take(for: 1, until: .distantFuture) }
            for await _ in makings { break }
            let second = Task { try await pool.take(for: 2, until: .distantFuture) }
            first.cancel()
            await #expect(throws: CancellationError.self) { try await first.value }
            while pool.state.withLock({ $0.waiting.isEmpty }) { await Task.yield() }
            opening.finish()
            #expect(try await second.value.isUsable)
            await pool.shutdown()
        }
    }

    @Test("a pool is not let go before its last socket is closed, so that a shutdown waits for it")
    func closing() async throws {
        let (idles, idle) = AsyncStream<Bool>.makeStream()
        let pool = OriginPool(maximum: 1, whenIdle: { idle.yield($0.closeIfIdle()) }) { _ in throw Refused() }
        let channel = NIOAsyncTestingChannel()
        pool.opened(channel)
        #expect(!pool.closeIfIdle())
        _ = try await channel.finish()
        for await isClosed in idles {
            #expect(isClosed)
            break
        }
    }

    @Test("a server that closes every connection at once is asked for one a request")
    func closedAtOnce() async throws {
        let accepted = Made()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                accepted.count.withLock { $0 += 1 }
                return channel.close()
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let http = HTTPTransport(.test(maximumConnections: 4))
        let request = HTTPRequest(method: "POST", url: "http://127.0.0.1:\(server.localAddress?.port ?? 0)/")
        for _ in 0..<50 {
            let error = await #expect(throws: KMSError.self) {
                try await http.response(to: request, timeLimit: .seconds(120), maximumBodyBytes: 1)
            }
            #expect(error?.kind == .transport)
        }
        #expect(accepted.count.withLock { $0 } <= 50)
        try await http.shutdown()
        try await server.close()
    }

    @Test("what is late before it is sent is not sent")
    func late() async throws {
        try await FaultServer.run(.answer(body: "{}")) { server in
            let http = HTTPTransport(.test(maximumConnections: 1))
            let request = HTTPRequest(method: "POST", url: server.url + "/")
            for limit in [Duration.seconds(120), .zero, .seconds(120)] {
                let answer = try? await http.response(to: request, timeLimit: limit, maximumBodyBytes: 2)
                #expect((answer == nil) == (limit == .zero))
            }
            // The last would have waited for the second on the same connection.
            #expect(server.requests.count == 2)
            try await http.shutdown()
        }
    }

    @Test("a request that was cancelled on its way to its connection is not sent, whoever else was cancelled there")
    func cancelledEarly() async throws {
        try await FaultServer.run(.silence) { server in
            let port = try WebURL(server.url).origin.port
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port).get()
            let request = OutgoingRequest(
                id: 2, bytes: ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n"),
                deadline: .now() + .seconds(1), maximumBodyBytes: 1)
            let error = await #expect(throws: ExchangeFailure.self) {
                try await withCheckedThrowingContinuation { continuation in
                    channel.eventLoop.execute {
                        let handler = ExchangeHandler(idleLimit: .seconds(60))
                        try? channel.pipeline.syncOperations.addHandler(handler)
                        for id: UInt64 in [2, 1] { handler.fail(CancellationError(), only: id) }
                        handler.send(request, continuation)
                    }
                }
            }
            #expect(error == .unsent)
            #expect(server.requests.isEmpty)
        }
    }

    @Test("a connection that is made when the pool is closed is closed")
    func madeTooLate() async throws {
        try await FaultServer.run(.silence) { server in
            let origin = try WebURL(server.url).origin
            let (gate, opening) = AsyncStream<Void>.makeStream()
            let (makings, making) = AsyncStream<Void>.makeStream()
            let (ends, end) = AsyncStream<Bool>.makeStream()
            let pool = OriginPool(maximum: 1) { pool in
                making.yield()
                for await _ in gate { break }
                do {
                    let connection = try await Self.connector.connect(to: origin, for: pool)
                    end.yield(connection.isUsable)
                    return connection
                } catch {
                    end.yield(false)
                    throw error
                }
            }
            let task = Task { try await pool.take(for: 1, until: .distantFuture) }
            for await _ in makings { break }
            await pool.shutdown()
            await #expect(throws: OriginPool.Closed.self) { try await task.value }
            opening.finish()
            for await isUsable in ends {
                #expect(!isUsable)
                break
            }
        }
    }

    @Test("A pool whose last connection has left is let go, and one that is in use is not")
    func idle() async throws {
        try await FaultServer.run(.silence) { server in
            let origin = try WebURL(server.url).origin
            let idles = Made()
            let pool = OriginPool(maximum: 1, whenIdle: { _ in idles.count.withLock { $0 += 1 } }) {
                try await Self.connector.connect(to: origin, for: $0)
            }
            let connection = try await pool.take(for: 1, until: .distantFuture)
            #expect(!pool.closeIfIdle())
            connection.close()
            while idles.count.withLock({ $0 }) == 0, !Task.isCancelled { await Task.yield() }
            #expect(pool.closeIfIdle())
            #expect(throws: OriginPool.Closed.self) { try pool.takeFree() }
        }
    }

    private final class Made: Sendable {
        let count = Mutex(0)
    }
}
