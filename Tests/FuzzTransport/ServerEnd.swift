// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if DEBUG && (AWS || RemoteJWKS)
import NIOCore

/// The server's end of an embedded connection: closing takes until ``end()`` if it is to be slow.
final class ServerEnd: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    private let closesSlowly: Bool
    private var context: ChannelHandlerContext?

    init(closesSlowly: Bool) { self.closesSlowly = closesSlowly }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if closesSlowly { promise?.succeed() } else { context.close(mode: mode, promise: promise) }
    }

    /// Ends the connection.
    func end() { context?.close(promise: nil) }
}
#endif
