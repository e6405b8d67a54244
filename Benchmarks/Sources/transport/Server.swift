// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization

/// A KMS that answers every request alike, over HTTP/1.1 or, where the client offers it, HTTP/2.
///
/// It prints its port, then reads a command a line from standard input and answers each with a line:
/// - `delay MILLISECONDS`: how long an answer takes.
/// - `limit COUNT`: a connection serves so many requests, then it is ended in good order; 0 for no limit.
/// - `begin`: counts connections anew. `count`: answers how many were opened since.
/// - `break ENDING COUNT`: ends so many of the connections that owe an answer; see ``ServerConnection/Ending``.
final class Server: Sendable {
    struct Settings {
        var delay = TimeAmount.zero
        var limit = 0
    }

    private struct State {
        var settings = Settings()
        var opened = 0
        var connections: [ObjectIdentifier: ServerConnection] = [:]
    }

    private let tls: NIOSSLContext
    private let state = Mutex(State())

    init(identity: Identity) throws {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(identity.certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: identity.key, format: .pem)))
        tls.minimumTLSVersion = .tlsv12
        tls.applicationProtocols = ["h2", "http/1.1"]
        self.tls = try NIOSSLContext(configuration: tls)
    }

    var settings: Settings { state.withLock { $0.settings } }

    func run() throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let channel = try ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { self.prepare($0) }
            .bind(host: "127.0.0.1", port: 0).wait()
        answer("\(channel.localAddress?.port ?? 0)")
        while let line = readLine() { answer(try obey(line.split(separator: " ").map(String.init))) }
    }

    private func answer(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

    private func obey(_ words: [String]) throws -> String {
        let number = words.last.flatMap { Int($0) } ?? 0
        switch words.first {
        case "delay": state.withLock { $0.settings.delay = .milliseconds(Int64(number)) }
        case "limit": state.withLock { $0.settings.limit = number }
        case "begin": state.withLock { $0.opened = 0 }
        case "count": return "\(state.withLock { $0.opened })"
        case "break":
            guard words.count == 3, let ending = ServerConnection.Ending(rawValue: words[1]) else { return "unknown" }
            let owing = state.withLock { $0.connections.values.filter(\.owesAnswer).prefix(number) }
            for connection in owing { try connection.end(ending) }
            return "\(owing.count)"
        default: return "unknown"
        }
        return "ok"
    }

    private func prepare(_ channel: any Channel) -> EventLoopFuture<Void> {
        let connection = ServerConnection(channel)
        state.withLock {
            $0.opened += 1
            $0.connections[ObjectIdentifier(connection)] = connection
        }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { $0.connections[ObjectIdentifier(connection)] = nil }
        }
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: self.tls))
        }.flatMap {
            channel.configureHTTP2SecureUpgrade(
                h2ChannelConfigurator: { self.prepareHTTP2($0, connection) },
                http1ChannelConfigurator: { self.prepareHTTP1($0, connection) })
        }
    }

    private func prepareHTTP1(_ channel: any Channel, _ connection: ServerConnection) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false)
            try pipeline.addHandler(AnswerHandler(self, connection, isHTTP2: false))
        }
    }

    private func prepareHTTP2(_ channel: any Channel, _ connection: ServerConnection) -> EventLoopFuture<Void> {
        channel.configureHTTP2Pipeline(mode: .server, connectionConfiguration: .init(), streamConfiguration: .init()) {
            stream in
            stream.eventLoop.makeCompletedFuture {
                let pipeline = stream.pipeline.syncOperations
                try pipeline.addHandler(HTTP2FramePayloadToHTTP1ServerCodec())
                try pipeline.addHandler(AnswerHandler(self, connection, isHTTP2: true))
            }
        }.map { _ in }
    }
}
