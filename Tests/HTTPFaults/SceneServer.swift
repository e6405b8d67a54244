// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server on loopback that plays a script, byte for byte, and counts what it is sent.
///
/// Every request names itself by an identifier of its own, so that a response can be told from that to another request.
package final class SceneServer: Sendable {
    /// One thing that the server does.
    package enum Step: Sendable {
        /// Sends these bytes in one write.
        case send([UInt8])
        /// Sends these bytes one by one, each in a write of its own.
        case sendBytewise([UInt8])
        /// Ends the connection, over TLS with a close_notify.
        case close
        /// Ends the connection without a close_notify.
        case cut
        /// Ends the connection with a TCP reset.
        case reset
        /// Sends a byte now and then, for ever.
        case drip

        package static func send(_ text: some StringProtocol) -> Self { .send(Array(text.utf8)) }
    }

    /// What a server does.
    package struct Script: Sendable {
        /// When a connection begins, before any request.
        package var greeting: [Step] = []
        /// For a request with this identifier.
        package var response: @Sendable (String) -> [Step]
        /// As a proxy, for a CONNECT. If the last step leaves the connection open, the tunnel stands then.
        package var tunnel: [Step] = [.send("HTTP/1.1 200 Connection established\r\n\r\n")]
        /// Whether a proxy opens a tunnel after its steps.
        package var opensTunnel = true

        package init(greeting: [Step] = [], response: @escaping @Sendable (String) -> [Step]) {
            self.greeting = greeting
            self.response = response
        }
    }

    /// How clients reach a server.
    package enum Way: String, Sendable, CaseIterable {
        case plain, encrypted, proxied
    }

    package struct Counts: Sendable {
        /// How often each identifier was received.
        package var requests: [String: Int] = [:]
        package var connects = 0
        package var opened = 0
        package var closed = 0
        /// Application bytes that came before a tunnel or a handshake was complete.
        package var plainRequests = 0
    }

    private let counts = Mutex(Counts())
    private let channel: any Channel
    private let way: Way

    /// Runs a server while `body` runs.
    ///
    /// - Parameter identifier: finds the identifier of a request in its text.
    package static func run<Value: Sendable>(
        _ script: Script, way: Way, certificate: TestCertificate,
        identifier: @escaping @Sendable (String) -> String?, _ body: (SceneServer) async throws -> Value
    ) async throws -> Value {
        let box = Box()
        let tls = try certificate.serverContext()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    box.count { $0.opened += 1 }
                    channel.closeFuture.whenComplete { _ in box.count { $0.closed += 1 } }
                    let pipeline = channel.pipeline.syncOperations
                    if way == .encrypted { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.addHandler(Player(script, box, way == .proxied ? tls : nil, identifier))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = SceneServer(channel, way)
        box.server.withLock { $0 = server }
        do {
            let value = try await body(server)
            try await channel.close()
            return value
        } catch {
            try await channel.close()
            throw error
        }
    }

    private init(_ channel: any Channel, _ way: Way) {
        self.channel = channel
        self.way = way
    }

    private var port: Int { channel.localAddress?.port ?? 0 }
    /// Where clients find what is served. Behind a proxy only the proxy knows the way.
    package var url: String {
        switch way {
        case .plain: "http://127.0.0.1:\(port)"
        case .encrypted: "https://localhost:\(port)"
        case .proxied: "https://localhost:4433"
        }
    }
    /// The URL of the proxy; nil if there is none.
    package var proxy: String? { way == .proxied ? "http://127.0.0.1:\(port)" : nil }
    package var seen: Counts { counts.withLock { $0 } }

    private final class Box: Sendable {
        let server = Mutex<SceneServer?>(nil)

        func count(_ change: (inout Counts) -> Void) {
            server.withLock { $0 }?.counts.withLock { change(&$0) }
        }
    }

    private final class Player: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let script: Script
        private let box: Box
        /// What a proxy speaks behind its tunnel; nil when the tunnel stands, and without a proxy.
        private var tls: NIOSSLContext?
        private let identifier: @Sendable (String) -> String?
        private var received = ""

        init(
            _ script: Script, _ box: Box, _ tls: NIOSSLContext?, _ identifier: @escaping @Sendable (String) -> String?
        ) {
            self.script = script
            self.box = box
            self.tls = tls
            self.identifier = identifier
        }

        func channelActive(context: ChannelHandlerContext) {
            if tls == nil { play(script.greeting[...], context) }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += String(buffer: unwrapInboundIn(data))
            while let request = nextRequest() {
                guard let tls else {
                    let identifier = identifier(request) ?? "?"
                    box.count { $0.requests[identifier, default: 0] += 1 }
                    play(script.response(identifier)[...], context)
                    continue
                }
                box.count {
                    $0.connects += request.hasPrefix("CONNECT ") ? 1 : 0
                    $0.plainRequests += request.hasPrefix("CONNECT ") ? 0 : 1
                }
                play(script.tunnel[...], context)
                guard script.opensTunnel else { return }
                self.tls = nil
                try? context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first)
                play(script.greeting[...], context)
            }
        }

        /// A whole request of what was received.
        private func nextRequest() -> String? {
            guard let end = received.range(of: "\r\n\r\n") else { return nil }
            let head = received[..<end.upperBound]
            let length =
                head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
                .flatMap { Int($0.dropFirst("content-length:".count).drop { $0 == " " }) } ?? 0
            guard received[end.upperBound...].utf8.count >= length else { return nil }
            let bodyEnd = received.utf8.index(end.upperBound, offsetBy: length)
            defer { received.removeSubrange(..<bodyEnd) }
            return String(received[..<bodyEnd])
        }

        private func play(_ steps: ArraySlice<Step>, _ context: ChannelHandlerContext) {
            for step in steps {
                switch step {
                case .send(let bytes): write(bytes, context)
                case .sendBytewise(let bytes): for byte in bytes { write([byte], context) }
                case .close: context.close(promise: nil)
                case .cut: SceneServer.cut(context.channel)
                case .reset: SceneServer.reset(context.channel)
                case .drip: SceneServer.drip(context.channel)
                }
            }
        }

        private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
            context.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    /// Below TLS, so that no close_notify is sent.
    private static func cut(_ channel: any Channel) {
        channel._channelCore.close0(error: ChannelError.eof, mode: .all, promise: nil)
    }

    private static func reset(_ channel: any Channel) {
        (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
            .whenComplete { _ in cut(channel) }
    }

    private static func drip(_ channel: any Channel) {
        guard channel.isActive else { return }
        channel.writeAndFlush(ByteBuffer(string: " ")).whenSuccess {
            channel.eventLoop.scheduleTask(in: .milliseconds(20)) { drip(channel) }
        }
    }
}
