// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
import NIOCore

/// Asks a proxy for a tunnel to a server, and steps aside when it stands: RFC 9110 section 9.3.6.
///
/// The handlers after it see a connection that becomes active then: TLS begins its handshake with the server.
final class TunnelHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State { case asked, stands, failed }

    private let proxy: Proxy
    private let origin: WebURL.Origin
    private var parser = ResponseParser(isOfConnect: true)
    private var unread = ByteBuffer()
    private var state = State.asked

    init(proxy: Proxy, origin: WebURL.Origin) {
        self.proxy = proxy
        self.origin = origin
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }

    /// The proxy is given its own authorization, and no header of a request.
    private var request: ByteBuffer {
        let name = origin.host.utf8.contains(UInt8(ascii: ":")) ? "[\(origin.host)]" : origin.host
        var lines = "CONNECT \(name):\(origin.port) HTTP/1.1\r\nhost: \(name):\(origin.port)\r\n"
        if let authorization = proxy.authorization { lines += "proxy-authorization: \(authorization)\r\n" }
        return ByteBuffer(string: lines + "\r\n")
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .asked: break
        case .stands: return context.fireChannelRead(data)
        // The rest of a response that was rejected must not become one that opens the tunnel.
        case .failed: return
        }
        var bytes = unwrapInboundIn(data)
        unread.writeBuffer(&bytes)
        do {
            guard case .head(let head)? = try parser.next(&unread) else { return }
            guard (200..<300).contains(head.status) else { return fail(.refused(head.status), context) }
            open(context)
        } catch {
            fail(.other(error), context)
        }
    }

    private func open(_ context: ChannelHandlerContext) {
        state = .stands
        context.fireChannelActive()
        // What follows the head is the server's already.
        if unread.readableBytes > 0 {
            context.fireChannelRead(wrapInboundOut(unread))
            context.fireChannelReadComplete()
        }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    func failure(_ reason: ProxyFailure.Reason) -> ProxyFailure { ProxyFailure(proxy: proxy, reason: reason) }

    private func fail(_ reason: ProxyFailure.Reason, _ context: ChannelHandlerContext) {
        state = .failed
        unread = ByteBuffer()
        context.fireErrorCaught(failure(reason))
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.fireErrorCaught(state == .stands ? error : failure(.other(error)))
    }

    func channelInactive(context: ChannelHandlerContext) {
        if state == .asked { fail(.other(ExchangeFailure.closed), context) }
        context.fireChannelInactive()
    }
}
#endif
