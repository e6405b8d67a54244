// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import NIOCore
import NIOHTTP1

/// A connection of HTTP/1.1, for one request at a time. All but its making happens on its event loop.
final class HTTPConnection: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<AnswerHandler>

    /// - Parameters:
    ///   - whenFree: called when an answer was whole and the connection can take another request.
    ///   - whenClosed: called once, when it can't any more.
    init(
        _ channel: any Channel, whenFree: @escaping @Sendable (HTTPConnection) -> Void,
        whenClosed: @escaping @Sendable (HTTPConnection) -> Void
    ) throws {
        channel.eventLoop.assertInEventLoop()
        self.channel = channel
        let handler = AnswerHandler()
        let decoder = ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes))
        try channel.pipeline.syncOperations.addHandlers([RequestBytes(), decoder, handler])
        self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
        handler.whenFree = { [weak self] in if let self { whenFree(self) } }
        channel.closeFuture.whenComplete { [weak self] _ in if let self { whenClosed(self) } }
    }

    /// Whether it can take a request, as far as is known.
    var isOpen: Bool { channel.isActive }

    /// Sends a request and waits for its answer.
    ///
    /// - Throws: `ExchangeFailure`, what the network threw; `CancellationError`.
    func response(to request: OutgoingRequest) async throws -> HTTPResponse {
        let (loop, handler) = (channel.eventLoop, handler)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                loop.execute { handler.value.send(request, continuation) }
            }
        } onCancel: {
            loop.execute { handler.value.fail(CancellationError(), only: request.id) }
        }
    }

    /// Closes it, whatever is under way.
    func close() { channel.close(promise: nil) }

    /// Closes it, and waits until it is.
    func closed() async {
        close()
        try? await channel.closeFuture.get()
    }
}
#endif
