// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if DEBUG && (AWS || RemoteJWKS)
@testable import KMSTransport
import NIOCore
import NIOEmbedded

/// A connection of the transport over an embedded channel, which plays an input.
final class PlayedConnection {
    static let maximumRequests = 2

    private let input: FuzzInput
    private let channel: EmbeddedChannel
    private let server: ServerEnd
    private let handler = ExchangeHandler(idleLimit: .hours(1))
    private let connection: HTTPConnection
    private let events = ConnectionEvents()
    private let executor = StepExecutor()
    private var requests: [PlayedRequest] = []
    private var tasks: [Task<Void, Never>] = []
    private var segmentsRead = 0

    /// Plays an input to its end.
    ///
    /// - Returns: its requests, all of which have ended.
    /// - Throws: ``Violation``.
    static func play(_ input: FuzzInput) throws -> [PlayedRequest] {
        let loop = EmbeddedEventLoop()
        weak var handler: ExchangeHandler?
        func play() throws -> [PlayedRequest] {
            let played = try PlayedConnection(input, on: loop)
            handler = played.handler
            try played.play()
            return played.requests
        }
        return try withExtendedLifetime(loop) {
            let requests = try play()
            guard handler == nil else { throw Violation("a timer or a task keeps a connection that is closed") }
            return requests
        }
    }

    private init(_ input: FuzzInput, on loop: EmbeddedEventLoop) throws {
        self.input = input
        channel = EmbeddedChannel(loop: loop)
        server = ServerEnd(closesSlowly: input.closesSlowly)
        try channel.pipeline.syncOperations.addHandlers([server, handler])
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 80), promise: nil)
        connection = try HTTPConnection(
            channel, whenFree: { [events] _ in events.free() }, whenLeft: { [events] _ in events.left() })
    }

    private func play() throws {
        if !input.waits { try send() }
        var sizes = ReadSizes(input.sizes)
        for segment in input.segments {
            for read in sizes.split(segment) {
                channel.pipeline.fireChannelRead(ByteBuffer(bytes: read))
                channel.pipeline.fireChannelReadComplete()
                settle()
            }
            segmentsRead += 1
            try takeTurn()
        }
        try end()
    }

    private func takeTurn() throws {
        try check()
        if input.cancels { cancel() }
        if requests.count < Self.maximumRequests, requests.allSatisfy({ $0.outcome != nil }) { try send() }
    }

    private func send() throws {
        let request = PlayedRequest(segmentsBefore: segmentsRead)
        let outgoing = OutgoingRequest(
            id: UInt64(requests.count), bytes: ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n"), deadline: .distantFuture,
            maximumBodyBytes: input.maximumBodyBytes, reads: input.reads,
            keepsConnection: !(input.asksToClose && requests.isEmpty))
        requests.append(request)
        tasks.append(
            Task(executorPreference: executor) { [connection] in
                do {
                    request.end(.success(try await connection.response(to: outgoing)))
                } catch {
                    request.end(.failure(error))
                }
            })
        settle()
        var written = 0
        while try channel.readOutbound(as: ByteBuffer.self) != nil { written += 1 }
        // Either it is under way, or it may be sent on another connection.
        guard written == (request.outcome == nil ? 1 : 0) else {
            throw Violation("a request was written \(written) times")
        }
    }

    private func cancel() {
        for task in tasks { task.cancel() }
        settle()
    }

    /// Runs tasks and the event loop until nothing is left to do now.
    private func settle() {
        executor.run()
        channel.embeddedEventLoop.run()
        executor.run()
    }

    private func end() throws {
        if input.endsConnection {
            server.end()
            settle()
        }
        cancel()
        try check()
        server.end()
        settle()
        try check()
        guard try channel.readOutbound(as: ByteBuffer.self) == nil else {
            throw Violation("bytes were written unasked")
        }
        // Not channel.finish(), which would end the timers that the handler left.
        try channel.throwIfErrorCaught()
        for request in requests where request.timesEnded != 1 {
            throw Violation("a request ended \(request.timesEnded) times")
        }
    }

    private func check() throws(Violation) {
        try events.check(isUsable: connection.isUsable)
        for case .response(_, _, let body)? in requests.map(\.outcome) where body.count > input.maximumBodyBytes {
            throw Violation("a body has \(body.count) bytes of \(input.maximumBodyBytes)")
        }
        guard requests.allSatisfy({ $0.outcome != nil }) else { return }
        // Nothing that a later response could be made of.
        guard handler.unread.readableBytes == 0 else { throw Violation("a connection without a request keeps bytes") }
    }
}
#endif
