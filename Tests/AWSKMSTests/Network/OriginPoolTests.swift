// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

@testable import AWSKMS

@Suite("Connections that are made, and nobody's yet")
struct OriginPoolTests {
    private struct Refused: Error {}

    private static let connector = HTTPConnector(
        loop: MultiThreadedEventLoopGroup.singleton.next(), tls: .makeClientConfiguration(), timeout: .seconds(60))

    @Test("who is cancelled or late while a connection is made goes at once, and the connection is the next one's")
    func gone() async throws {
        try await FaultServer.run(.answer(body: "{}")) { server in
            let origin = try #require(HTTPOrigin.split(server.url)?.origin)
            let (gate, opening) = AsyncStream<Void>.makeStream()
            let (makings, making) = AsyncStream<Void>.makeStream()
            let made = Made()
            let pool = OriginPool(maximum: 1) { pool in
                made.count.withLock { $0 += 1 }
                making.yield()
                for await _ in gate { break }
                return try await Self.connector.connect(to: origin, pool)
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
            #expect(connection.isOpen)
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

    private final class Made: Sendable {
        let count = Mutex(0)
    }
}
