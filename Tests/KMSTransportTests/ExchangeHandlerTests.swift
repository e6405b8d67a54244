// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import Testing

@testable import KMSTransport

/// On the event loop of its channel, as the handler is.
@Suite actor ExchangeHandlerTests {
    private let channel = NIOAsyncTestingChannel()
    private let handler = ExchangeHandler(idleLimit: .seconds(50))
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        channel.testingEventLoop.executor.asUnownedSerialExecutor()
    }

    private static let good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

    private func connect() async throws {
        try channel.pipeline.syncOperations.addHandler(handler)
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
    }

    private func read(_ bytes: String) { channel.pipeline.fireChannelRead(ByteBuffer(string: bytes)) }

    /// The response to a request, after which something happens.
    private func response(id: UInt64 = 1, maximumBodyBytes: Int = 9, then happen: () -> Void) async throws
        -> HTTPResponse
    {
        let request = OutgoingRequest(
            id: id, bytes: ByteBuffer(string: "GET"), deadline: .now() + .hours(1), maximumBodyBytes: maximumBodyBytes)
        return try await withCheckedThrowingContinuation { continuation in
            handler.send(request, continuation)
            happen()
        }
    }

    private func response(id: UInt64 = 1, _ reads: String...) async throws -> HTTPResponse {
        try await response(id: id) { for bytes in reads { read(bytes) } }
    }

    @Test("Bytes before the first request are never its response, even if they would be a good one")
    func spokeFirst() async throws {
        try await connect()
        read(Self.good)
        await #expect(throws: ExchangeFailure.spokeFirst) { try await response(Self.good) }
        #expect(try await channel.readOutbound(as: ByteBuffer.self) == nil)
        #expect(!channel.isActive)
    }

    @Test(
        "Bytes between two requests end the connection, and the second one is unsent", arguments: ["H", "\r\n", good])
    func between(bytes: String) async throws {
        try await connect()
        var lefts = 0
        handler.whenLeft = { lefts += 1 }
        #expect(try await response(Self.good).status == 200)
        read(bytes)
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

    @Test("A body that ends with the connection is not whole if we are who ends it")
    func closedByUs() async throws {
        try await connect()
        await #expect(throws: ExchangeFailure.closed) {
            try await response {
                read("HTTP/1.1 200 OK\r\n\r\n{")
                channel.pipeline.close(promise: nil)
            }
        }
    }

    @Test("What was read of a response is not kept, even if no read ends where a line does")
    func memory() async throws {
        try await connect()
        let line = "1;" + String(repeating: "x", count: 1000)
        let response = try await response(maximumBodyBytes: 10_000) {
            read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;")
            for _ in 0..<1000 {
                read("\r\n{\r\n" + line)
                #expect(handler.unread.capacity <= 16_384)
            }
            read("\r\n}\r\n0\r\n\r\n")
        }
        #expect(response.body.count == 1001)
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
        await #expect(throws: ExchangeFailure.late) {
            try await response { handler.fail(ExchangeFailure.late, only: 1) }
        }
        read(Self.good)
        #expect(!channel.isActive)
        await #expect(throws: ExchangeFailure.late) { try await response(id: 2, Self.good) }
    }

    @Test("A request that is cancelled late ends no request of another's on its connection")
    func cancelledLate() async throws {
        try await connect()
        let response = try await response(id: 2) {
            handler.fail(CancellationError(), only: 1)
            read(Self.good)
        }
        #expect(response.status == 200 && channel.isActive)
    }
}
