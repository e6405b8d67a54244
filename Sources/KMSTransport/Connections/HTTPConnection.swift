// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
import NIOCore
import Synchronization

/// A connection that is ready for requests, one at a time: its proxy is passed, and its certificate is checked.
final class HTTPConnection: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<ExchangeHandler>
    private let usable = Atomic(true)

    /// - Parameters:
    ///   - channel: its last handler is an ``ExchangeHandler``. Called on its event loop.
    ///   - whenFree: called when a response was complete and the connection takes another request.
    ///   - whenLeft: called once, when it takes no more requests.
    init(
        _ channel: any Channel, whenFree: @escaping @Sendable (HTTPConnection) -> Void,
        whenLeft: @escaping @Sendable (HTTPConnection) -> Void
    ) throws(ExchangeFailure) {
        self.channel = channel
        // Its handlers are gone if the server has closed it already.
        guard let handler = try? channel.pipeline.syncOperations.handler(type: ExchangeHandler.self) else {
            throw ExchangeFailure.closed
        }
        self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
        handler.whenFree = { [weak self] in if let self { whenFree(self) } }
        handler.whenLeft = { [weak self] in
            guard let self else { return }
            usable.store(false, ordering: .releasing)
            whenLeft(self)
        }
        handler.begin()
    }

    /// Whether it takes a request, as far as is known.
    var isUsable: Bool { usable.load(ordering: .acquiring) }

    /// Sends a request and waits for its response.
    ///
    /// - Throws: `ExchangeFailure`, `MalformedResponse`, what the network threw; `CancellationError`.
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

    /// Closes it, even if an exchange is under way.
    func close() { channel.close(promise: nil) }
}
#endif
