// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import Testing

@testable import KMSTransport

@Suite struct ExchangeHandlerTests {
    private let channel = EmbeddedChannel()
    private let handler = ExchangeHandler(idleLimit: .seconds(50))

    private func connect() async throws {
        try channel.pipeline.syncOperations.addHandler(handler)
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
    }

    private func response(id: UInt64 = 1, within limit: TimeAmount = .seconds(9), _ reads: String...) async throws
        -> HTTPResponse
    {
        let request = OutgoingRequest(
            id: id, bytes: ByteBuffer(string: "GET"), deadline: .now() + limit, maximumBodyBytes: 9)
        return try await withCheckedThrowingContinuation { continuation in
            handler.send(request, continuation)
            for read in reads { _ = try? channel.writeInbound(ByteBuffer(string: read)) }
        }
    }

    private static let good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

    @Test("Bytes before the first request are never its response, even if they would be a good one")
    func spokeFirst() async throws {
        try await connect()
        try channel.writeInbound(ByteBuffer(string: Self.good))
        await #expect(throws: ExchangeFailure.spokeFirst) { try await response(Self.good) }
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
        #expect(!channel.isActive)
    }

    @Test(
        "Bytes between two requests end the connection, and the second one is unsent", arguments: ["H", "\r\n", good])
    func between(bytes: String) async throws {
        try await connect()
        var lefts = 0
        handler.whenLeft = { lefts += 1 }
        #expect(try await response(Self.good).status == 200)
        try channel.writeInbound(ByteBuffer(string: bytes))
        #expect(lefts == 1 && !channel.isActive)
        await #expect(throws: ExchangeFailure.unsent) { try await response(id: 2, Self.good) }
        #expect(lefts == 1)
    }

    @Test("A response may come in many reads, and the next request follows it on the same connection")
    func kept() async throws {
        try await connect()
        var frees = 0
        handler.whenFree = { frees += 1 }
        for id: UInt64 in 1...3 {
            #expect(
                try await response(id: id, "HTTP/1.1 200 OK\r\nContent-", "Length: 2\r\n\r\n{", "}").body.count == 2)
        }
        #expect(frees == 3 && channel.isActive)
    }

    @Test("The connection counts as left before its caller goes on")
    func leftFirst() async throws {
        try await connect()
        var wasLeft = false
        handler.whenLeft = { wasLeft = true }
        _ = try await response("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
        #expect(wasLeft)
    }

    @Test("A response that comes after its request was given up goes to nobody, and the connection takes no other")
    func late() async throws {
        try await connect()
        let request = OutgoingRequest(id: 1, bytes: ByteBuffer(), deadline: .now() + .hours(1), maximumBodyBytes: 9)
        await #expect(throws: ExchangeFailure.late) {
            try await withCheckedThrowingContinuation { continuation in
                handler.send(request, continuation)
                handler.fail(ExchangeFailure.late, only: 1)
            } as HTTPResponse
        }
        _ = try? channel.writeInbound(ByteBuffer(string: Self.good))
        #expect(!channel.isActive)
        await #expect(throws: ExchangeFailure.late) { try await response(id: 2, Self.good) }
    }
}
