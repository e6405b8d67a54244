// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Sends the requests of a connection, one after another, and reads their responses.
final class ExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    private struct Exchange {
        let request: OutgoingRequest
        let continuation: CheckedContinuation<HTTPResponse, any Error>
        var parser = ResponseParser()
        var head: ResponseHead?
        var body: ByteBuffer?
    }

    /// Called when a response is complete and the connection takes another request.
    var whenFree: () -> Void = {}
    /// Called once, when it is decided that the connection takes no more requests: before it closes, which the server can
    /// hold up.
    var whenLeft: () -> Void = {} { didSet { if hasLeft { whenLeft() } } }
    private var context: ChannelHandlerContext?
    private var exchange: Exchange?
    /// Bytes of the response that are not read yet.
    private(set) var unread = ByteBuffer()
    private var hasLeft = false
    /// Why a request is not sent that arrives after the connection was left. If the connection has served a request, the
    /// next one may take another connection; a new one in its place would fail as well.
    private var whyUnsent: any Error = ExchangeFailure.closed
    /// When the exchange is late, or the connection has been idle for too long.
    private var deadline = NIODeadline.distantFuture
    private var timer: (task: Scheduled<Void>, at: NIODeadline)?
    private let idleLimit: TimeAmount

    init(idleLimit: TimeAmount) { self.idleLimit = idleLimit }

    // MARK: A request

    func send(_ request: OutgoingRequest, _ continuation: CheckedContinuation<HTTPResponse, any Error>) {
        guard let context, context.channel.isActive, !hasLeft, exchange == nil else {
            return continuation.resume(throwing: whyUnsent)
        }
        exchange = Exchange(request: request, continuation: continuation)
        wake(at: request.deadline)
        context.writeAndFlush(wrapOutboundOut(request.bytes), promise: nil)
    }

    /// Ends the exchange of this number, even if it has not arrived here yet, and the connection with it: nobody may be
    /// given what still comes.
    func fail(_ error: any Error, only id: UInt64) {
        guard exchange == nil || exchange?.request.id == id else { return }
        // Another request that is on its way here may take another connection.
        if exchange == nil { whyUnsent = ExchangeFailure.unsent }
        leave(error)
    }

    // MARK: Its response

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        // Whatever comes unasked may look like the response to the next request.
        guard exchange != nil else { return leave(ExchangeFailure.spokeFirst) }
        if unread.readableBytes == 0 { unread = bytes } else { unread.writeBuffer(&bytes) }
        do {
            while let part = try exchange?.parser.next(&unread) { try take(part) }
            // What was read would be kept as long as a line is incomplete at the end of each read.
            unread.discardReadBytes()
        } catch {
            leave(error)
        }
    }

    private func take(_ part: ResponseParser.Part) throws(ExchangeFailure) {
        switch part {
        case .head(let head): try take(head)
        case .body(let part): try take(part)
        case .end: complete(isWhole: true)
        }
    }

    private func take(_ head: ResponseHead) throws(ExchangeFailure) {
        guard let request = exchange?.request else { return }
        exchange?.head = head
        let isSuccess = (200..<300).contains(head.status)
        if isSuccess, let coding = head.contentCoding { throw .encoded(coding) }
        if isSuccess, case .length(let length) = head.framing, length > request.maximumBodyBytes { throw .tooLong }
        // Nobody reads the rest: it is not waited for.
        let isUnread = request.reads == .ofOK && head.status != 200 || head.contentCoding != nil
        if isUnread { complete(isWhole: false) }
    }

    private func take(_ part: ByteBuffer) throws(ExchangeFailure) {
        guard let exchange, let head = exchange.head else { return }
        var part = part
        let room = exchange.request.maximumBodyBytes - (exchange.body?.readableBytes ?? 0)
        let isTooLong = part.readableBytes > room
        if isTooLong {
            if (200..<300).contains(head.status) { throw .tooLong }
            part = part.readSlice(length: max(0, room)) ?? ByteBuffer()
        }
        if exchange.body == nil {
            self.exchange?.body = part
        } else {
            self.exchange?.body?.writeBuffer(&part)
        }
        // The status of an error counts more than the end of its text.
        if isTooLong { complete(isWhole: false) }
    }

    /// Gives the response to its caller.
    ///
    /// - Parameter isWhole: whether it was read to its end.
    private func complete(isWhole: Bool) {
        guard let exchange, let head = exchange.head else { return }
        self.exchange = nil
        let response = HTTPResponse(
            status: head.status, headers: head.fields, body: exchange.body.map { Data($0.readableBytesView) } ?? Data())
        whyUnsent = ExchangeFailure.unsent
        let isFree =
            isWhole && head.keepsConnection && exchange.request.keepsConnection && unread.readableBytes == 0
            && context?.channel.isActive == true
        if isFree {
            unread = ByteBuffer()
            wake(at: .now() + idleLimit)
            // Before the caller goes on, who may have the next request.
            whenFree()
        } else {
            leave(ExchangeFailure.unsent)
        }
        exchange.continuation.resume(returning: response)
    }

    // MARK: The end

    /// From now on the connection counts as closed, and its exchange has failed.
    private func leave(_ error: any Error) {
        if let exchange {
            self.exchange = nil
            exchange.continuation.resume(throwing: error)
        }
        guard !hasLeft else { return }
        hasLeft = true
        unread = ByteBuffer()
        timer?.task.cancel()
        timer = nil
        if case ExchangeFailure.closed = whyUnsent { whyUnsent = error }
        whenLeft()
        context?.close(promise: nil)
    }

    /// The pool closes the connection. A body that only the end of the connection ends was not whole.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        leave(ExchangeFailure.closed)
        context.close(mode: mode, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { leave(error) }

    func channelInactive(context: ChannelHandlerContext) {
        if exchange?.head != nil, exchange?.parser.endsWithInput == true { complete(isWhole: true) }
        leave(ExchangeFailure.closed)
        context.fireChannelInactive()
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    /// The connection is made, and waits for its first request.
    func begin() { wake(at: .now() + idleLimit) }

    func handlerRemoved(context: ChannelHandlerContext) {
        leave(ExchangeFailure.closed)
        self.context = nil
    }

    /// A timer that is set for an earlier time stays, and looks again: one timer for each request would cost more than the
    /// request.
    private func wake(at deadline: NIODeadline) {
        self.deadline = deadline
        guard let context, !hasLeft else { return }
        if let timer, timer.at <= deadline { return }
        timer?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
            timer = nil
            guard self.deadline <= .now() else { return wake(at: self.deadline) }
            leave(exchange == nil ? ExchangeFailure.unsent : ExchangeFailure.late)
        }
        timer = (task, deadline)
    }
}
#endif
