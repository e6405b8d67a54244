// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// An HTTP server on loopback that notes what it is sent and misbehaves as it is told.
package final class FaultServer: Sendable {
    package enum Behaviour: Sendable {
        case answer(status: Int = 200, headers: [String] = [], body: String)
        /// Answers well, after a while.
        case later(Duration, body: String)
        /// Says nothing.
        case silence
        /// Closes without a word.
        case close
        /// Ends the connection with a TCP reset.
        case reset
        /// Promises more than it sends.
        case half
        /// Answers, and ends the connection with a TCP reset.
        case answerThenReset(body: String)
        /// Sends this, byte for byte, and closes the connection or not.
        case raw(String, closes: Bool = false)
        /// Sends a body without end.
        case endless
        /// Sends a byte now and then.
        case drip
        /// Is a proxy, and the server of this certificate behind it.
        case tunnel(TestCertificate)
    }

    /// What the server decides by.
    package struct Request: Sendable {
        /// Which request to this server, from 1.
        package let number: Int
        package let text: String

        package init(number: Int, text: String) {
            self.number = number
            self.text = text
        }

        /// The value of a header; the empty text where it is missing.
        package func header(_ name: String) -> String {
            let line = text.split(separator: "\r\n").first { $0.lowercased().hasPrefix("\(name.lowercased()):") }
            return line.map { String($0.dropFirst(name.utf8.count + 1).trimmed) } ?? ""
        }

        package var body: String { text.range(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? "" }
    }

    package typealias Rule = @Sendable (Request) -> Behaviour

    private struct State {
        var requests: [String] = []
        var opened = 0
        var closed = 0
    }

    private let state = Mutex(State())
    private let rule: Rule
    private let scheme: String
    private let channel: any Channel

    /// Runs a server that always does the same while `body` runs.
    @discardableResult
    package static func run<Value: Sendable>(
        _ behaviour: Behaviour, _ body: (FaultServer) async throws -> Value
    ) async throws -> Value {
        try await run(by: { _ in behaviour }, body)
    }

    /// Runs a server that decides at each request while `body` runs.
    ///
    /// - Parameters:
    ///   - certificate: what it shows to clients, who then speak TLS; nil for a server that is not encrypted.
    ///   - port: 0 for a free one.
    @discardableResult
    package static func run<Value: Sendable>(
        by rule: @escaping Rule, certificate: TestCertificate? = nil, port: Int = 0,
        _ body: (FaultServer) async throws -> Value
    ) async throws -> Value {
        let server = try await FaultServer(rule, certificate, port)
        do {
            let value = try await body(server)
            try await server.channel.close()
            return value
        } catch {
            try await server.channel.close()
            throw error
        }
    }

    private init(_ rule: @escaping Rule, _ certificate: TestCertificate?, _ port: Int) async throws {
        let box = Box()
        self.rule = rule
        scheme = certificate == nil ? "http" : "https"
        let tls = try certificate?.serverContext()
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(Handler(box))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        box.server.withLock { $0 = self }
    }

    package var url: String { "\(scheme)://127.0.0.1:\(channel.localAddress?.port ?? 0)" }
    package var requests: [String] { state.withLock { $0.requests } }
    package var opened: Int { state.withLock { $0.opened } }
    package var closed: Int { state.withLock { $0.closed } }

    private final class Box: Sendable {
        let server = Mutex<FaultServer?>(nil)
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let box: Box
        private var received = ByteBuffer()

        init(_ box: Box) { self.box = box }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var buffer = unwrapInboundIn(data)
            received.writeBuffer(&buffer)
            let text = String(buffer: received)
            guard let end = text.range(of: "\r\n\r\n") else { return }
            let length =
                text.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
                .flatMap { Int($0.dropFirst("content-length:".count).trimmed) } ?? 0
            guard text[end.upperBound...].utf8.count >= length else { return }
            received.clear()
            guard let server = box.server.withLock({ $0 }) else { return }
            let number = server.state.withLock { state in
                state.requests.append(text)
                return state.requests.count
            }
            answer(server.rule(Request(number: number, text: text)), context)
        }

        func channelActive(context: ChannelHandlerContext) {
            box.server.withLock { $0 }?.state.withLock { $0.opened += 1 }
        }

        func channelInactive(context: ChannelHandlerContext) {
            box.server.withLock { $0 }?.state.withLock { $0.closed += 1 }
        }

        private func answer(_ behaviour: Behaviour, _ context: ChannelHandlerContext) {
            switch behaviour {
            case .answer(let status, let headers, let body):
                let lines = ["HTTP/1.1 \(status) X", "Content-Length: \(body.utf8.count)"] + headers
                write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body, context)
            case .later(let pause, let body):
                let (channel, loop) = (context.channel, context.eventLoop)
                loop.scheduleTask(in: TimeAmount(pause)) {
                    channel.writeAndFlush(ByteBuffer(string: FaultServer.Handler.good(body)), promise: nil)
                }
            case .silence: break
            case .close: context.close(promise: nil)
            case .reset: reset(context)
            case .answerThenReset(let body):
                write(Self.good(body), context)
                reset(context)
            case .half:
                write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", context)
                context.close(promise: nil)
            case .raw(let text, let closes):
                write(text, context)
                if closes { context.close(promise: nil) }
            case .endless:
                write("HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n", context)
                more(String(repeating: " ", count: 65_536), after: .zero, context)
            case .drip:
                write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", context)
                more(" ", after: .milliseconds(20), context)
            case .tunnel(let certificate):
                write("HTTP/1.1 200 Connection established\r\n\r\n", context)
                do {
                    let tls = try NIOSSLServerHandler(context: certificate.serverContext())
                    try context.pipeline.syncOperations.addHandler(tls, position: .first)
                } catch { context.close(promise: nil) }
            }
        }

        private static func good(_ body: String) -> String {
            "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body
        }

        private func reset(_ context: ChannelHandlerContext) {
            let channel = context.channel
            // Waits for nothing that is still to be sent: what is left of the connection is thrown away.
            (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
                .whenComplete { _ in channel.close(promise: nil) }
        }

        private func more(_ text: String, after pause: TimeAmount, _ context: ChannelHandlerContext) {
            let (channel, loop) = (context.channel, context.eventLoop)
            guard channel.isActive else { return }
            channel.writeAndFlush(ByteBuffer(string: text)).whenSuccess {
                loop.scheduleTask(in: pause) { FaultServer.Handler.again(text, pause, channel) }
            }
        }

        private static func again(_ text: String, _ pause: TimeAmount, _ channel: any Channel) {
            guard channel.isActive else { return }
            channel.writeAndFlush(ByteBuffer(string: text)).whenSuccess {
                channel.eventLoop.scheduleTask(in: pause) { again(text, pause, channel) }
            }
        }

        private func write(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
        }
    }
}

extension Substring {
    fileprivate var trimmed: Substring { drop { $0 == " " } }
}
