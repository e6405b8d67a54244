// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import NIOCore
import NIOHTTPTypes

/// Closes a connection whose request has begun and is not whole in time: a client that sends a byte now and then would
/// pass a limit on each read.
///
/// It stands behind the HTTP decoder, where the end of a request is seen, and puts ``ArrivingBytes`` before it, where its
/// first byte is.
final class RequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart

    private let bytes: ArrivingBytes

    init(_ limit: TimeAmount) { bytes = ArrivingBytes(limit) }

    func handlerAdded(context: ChannelHandlerContext) {
        do {
            try context.pipeline.syncOperations.addHandler(bytes, position: .first)
        } catch {
            context.close(promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .end = unwrapInboundIn(data) { bytes.requestIsWhole() }
        context.fireChannelRead(data)
    }
}

/// Sees the bytes of a connection before the HTTP decoder does.
final class ArrivingBytes: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let limit: TimeAmount
    private var isIncomplete = false
    private var deadline: Scheduled<Void>?

    init(_ limit: TimeAmount) { self.limit = limit }

    func requestIsWhole() { isIncomplete = false }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isIncomplete = true
        context.fireChannelRead(data)
    }

    // Most requests are whole in the first read, and need no deadline.
    func channelReadComplete(context: ChannelHandlerContext) {
        if isIncomplete, deadline == nil {
            deadline = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { context.close(promise: nil) }
        } else if !isIncomplete {
            cancel()
        }
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { cancel() }

    private func cancel() {
        deadline?.cancel()
        deadline = nil
    }
}
#endif
