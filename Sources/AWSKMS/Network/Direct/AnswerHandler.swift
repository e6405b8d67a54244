// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import NIOCore
import NIOHTTP1

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Puts the parts of an answer together for whoever waits for it.
final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private struct Exchange {
        let request: OutgoingRequest
        let continuation: CheckedContinuation<HTTPResponse, any Error>
        var head: HTTPResponseHead?
        var body: ByteBuffer?
    }

    /// Called where an answer is whole and the connection stays.
    var whenFree: () -> Void = {}
    private var context: ChannelHandlerContext?
    private var exchange: Exchange?
    /// What a request is told that comes when the connection is closed: another connection may be taken for one that was
    /// of use; another new one would be closed as well.
    private var whyClosed: any Error = ExchangeFailure.closed
    /// When the exchange is late, or the connection has been idle for long.
    private var deadline = NIODeadline.distantFuture
    private var timer: (task: Scheduled<Void>, at: NIODeadline)?

    /// After which a connection that nobody uses is closed: AWS closes it a little later.
    private static let idleLimit: TimeAmount = .seconds(50)

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        wake(at: .now() + Self.idleLimit, context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        end(with: .failure(ExchangeFailure.closed))
    }

    func send(_ request: OutgoingRequest, _ continuation: CheckedContinuation<HTTPResponse, any Error>) {
        guard let context, context.channel.isActive, exchange == nil else {
            return continuation.resume(throwing: whyClosed)
        }
        exchange = Exchange(request: request, continuation: continuation)
        wake(at: request.deadline, context)
        context.write(
            wrapOutboundOut(.head(HTTPRequestHead(version: .http1_1, method: request.method, uri: "/"))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(request.bytes))), promise: nil)
    }

    /// A timer that is set for an earlier time is left, and looks again: setting one for each request costs more than the
    /// request.
    private func wake(at deadline: NIODeadline, _ context: ChannelHandlerContext) {
        self.deadline = deadline
        if let timer, timer.at <= deadline { return }
        timer?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
            timer = nil
            guard let context = self.context else { return }
            guard self.deadline <= .now() else { return wake(at: self.deadline, context) }
            end(with: .failure(ExchangeFailure.late))
            context.close(promise: nil)
        }
        timer = (task, deadline)
    }

    /// Ends the exchange of this number, which may be on its way here yet, and the connection with it: what comes of it
    /// later is nobody's.
    func fail(_ error: any Error, only id: UInt64) {
        guard exchange == nil || exchange?.request.id == id else { return }
        end(with: .failure(error))
        context?.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            // Those of 1xx are not the answer.
            if head.status.code >= 200 { exchange?.head = head }
        case .body(var part):
            guard let limit = exchange?.request.maximumBodyBytes else { return context.close(promise: nil) }
            let length = (exchange?.body?.readableBytes ?? 0) + part.readableBytes
            guard length <= limit else {
                end(with: .failure(ExchangeFailure.tooLong))
                return context.close(promise: nil)
            }
            if exchange?.body == nil { exchange?.body = part } else { exchange?.body?.writeBuffer(&part) }
        case .end: answered(context)
        }
    }

    private func answered(_ context: ChannelHandlerContext) {
        guard let exchange, let head = exchange.head else { return }
        let answer = HTTPResponse(
            status: Int(head.status.code), headers: head.headers.map { ($0.name, $0.value) },
            body: exchange.body.map { Data($0.readableBytesView) } ?? Data())
        // Closing ends what is under way, at once.
        self.exchange = nil
        whyClosed = ExchangeFailure.unsent
        if head.isKeepAlive && context.channel.isActive {
            wake(at: .now() + Self.idleLimit, context)
            // Before the one who waits goes on: it may have the next request.
            whenFree()
        } else {
            context.close(promise: nil)
        }
        exchange.continuation.resume(returning: answer)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case ExchangeFailure.closed = whyClosed { whyClosed = error }
        end(with: .failure(error))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.task.cancel()
        end(with: .failure(ExchangeFailure.closed))
        context.fireChannelInactive()
    }

    private func end(with result: Result<HTTPResponse, any Error>) {
        guard let exchange else { return }
        self.exchange = nil
        exchange.continuation.resume(with: result)
    }
}
#endif
