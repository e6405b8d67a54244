// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOSSL
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A connection of the server's, and what it owes.
final class ServerConnection: Sendable {
    /// How a connection can end while it owes answers.
    enum Ending: String {
        /// A TCP reset.
        case reset
        /// In good order for TLS and TCP, but the answers never come.
        case close
        /// GOAWAY that promises all that was asked: it is answered, then the connection ends. HTTP/2 only.
        case goaway
        /// GOAWAY that takes nothing that was asked: the client may ask elsewhere. HTTP/2 only.
        case refuse
    }

    private struct State {
        var taken = 0
        var owed = 0
        var isEnding = false
    }

    let channel: any Channel
    private let state = Mutex(State())

    init(_ channel: any Channel) { self.channel = channel }

    var owesAnswer: Bool { state.withLock { $0.owed > 0 } }

    /// A request came.
    ///
    /// - Returns: whether it is to be the last of this connection.
    func take(limit: Int) -> Bool {
        state.withLock {
            $0.taken += 1
            $0.owed += 1
            guard limit > 0, $0.taken >= limit, !$0.isEnding else { return false }
            $0.isEnding = true
            return true
        }
    }

    /// An answer is on its way: the last of a connection that ends, and it is closed.
    func settle(isHTTP2: Bool) {
        let isOver = state.withLock {
            $0.owed -= 1
            return $0.isEnding && $0.owed == 0
        }
        if isOver, isHTTP2 { channel.close(promise: nil) }
    }

    /// Says that nothing is taken from now on, beyond the first `promised` requests.
    func goAway(promised: Int) {
        // A client's streams are odd and counted from 1.
        let last = promised == 0 ? HTTP2StreamID.rootStream : HTTP2StreamID(2 * promised - 1)
        channel.writeAndFlush(
            HTTP2Frame(
                streamID: .rootStream, payload: .goAway(lastStreamID: last, errorCode: .noError, opaqueData: nil)),
            promise: nil)
    }

    func end(_ ending: Ending) throws {
        switch ending {
        case .reset:
            try (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).wait()
            try channel.eventLoop.submit {
                // From below TLS, which would take its leave first.
                try self.channel.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self)
                    .close(promise: nil)
            }.wait()
        case .close: channel.close(promise: nil)
        case .goaway:
            goAway(
                promised: state.withLock {
                    $0.isEnding = true
                    return $0.taken
                })
        case .refuse:
            goAway(promised: 0)
            channel.close(promise: nil)
        }
    }
}

/// Answers a request of HTTP/1.1, or of one stream of HTTP/2.
final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: Server
    private let connection: ServerConnection
    private let isHTTP2: Bool
    private var keepsAlive = true

    init(_ server: Server, _ connection: ServerConnection, isHTTP2: Bool) {
        self.server = server
        self.connection = connection
        self.isHTTP2 = isHTTP2
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): keepsAlive = head.isKeepAlive
        case .body: break
        case .end: take(context)
        }
    }

    private func take(_ context: ChannelHandlerContext) {
        let settings = server.settings
        if connection.take(limit: settings.limit) {
            keepsAlive = false
            if isHTTP2 { connection.goAway(promised: settings.limit) }
        }
        guard settings.delay > .zero else { return answer(context) }
        context.eventLoop.assumeIsolated().scheduleTask(in: settings.delay) { self.answer(context) }
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        var head = HTTPResponseHead(version: .http1_1, status: .ok)
        head.headers.add(name: "content-type", value: "application/x-amz-json-1.1")
        head.headers.add(name: "content-length", value: "\(Wording.answer.readableBytes)")
        head.headers.add(name: "x-amzn-requestid", value: "0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f")
        let closes = !isHTTP2 && !keepsAlive
        if closes { head.headers.add(name: "connection", value: "close") }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(Wording.answer))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            if closes { context.close(promise: nil) }
        }
        connection.settle(isHTTP2: isHTTP2)
    }

    // What befalls a connection is counted by the client.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
