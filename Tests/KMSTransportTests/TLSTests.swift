// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults
import KMSAPI
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

@testable import KMSTransport

@Suite struct TLSTests {
    /// Runs a server whose connections begin with a handler, and asks it something.
    private func ask(
        _ host: String, _ certificate: TestCertificate, _ handler: @escaping @Sendable () throws -> any ChannelHandler
    ) async throws -> KMSError? {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(handler()) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let pem = try Array(certificate.pem.utf8)
        let http = HTTPTransport(.test { $0.authorities = TransportConfiguration.certificates(pem: pem) })
        let request = HTTPRequest(method: "GET", url: "https://\(host):\(server.localAddress?.port ?? 0)/")
        let error = await #expect(throws: KMSError.self) {
            try await http.response(to: request, timeLimit: .seconds(120), maximumBodyBytes: 9)
        }
        try await http.shutdown()
        try await server.close()
        return error
    }

    /// Keeps what a client says first, and hangs up.
    private final class HelloHandler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let seen: Seen

        init(_ seen: Seen) { self.seen = seen }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let hello = Array(unwrapInboundIn(data).readableBytesView)
            seen.hellos.withLock { $0.append(String(decoding: hello.map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self)) }
            context.close(promise: nil)
        }
    }

    /// Ends the connection below TLS when it is asked something.
    private final class CutHandler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let tls: NIOSSLContext

        init(_ tls: NIOSSLContext) { self.tls = tls }

        func handlerAdded(context: ChannelHandlerContext) {
            let handler = NIOSSLServerHandler(context: tls)
            try? context.pipeline.syncOperations.addHandler(handler, position: .before(self))
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let tls = try? context.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self)
            tls?.close(promise: nil)
        }
    }

    @Test("A server that cuts the connection after the handshake is not said to have done it meanwhile")
    func cut() async throws {
        try await TestCertificate.make(names: "DNS:localhost") { certificate in
            let context = try certificate.serverContext()
            let error = try await ask("localhost", certificate) { CutHandler(context) }
            #expect(error?.message.contains("closed the connection before its response was complete") == true)
        }
    }

    private final class Seen: Sendable {
        let hellos = Mutex([String]())
    }

    @Test("A server is told the name that it is asked by, and never an address; of protocols HTTP/1.1 alone")
    func hello() async throws {
        try await TestCertificate.make(names: "DNS:localhost,IP:127.0.0.1") { certificate in
            let seen = Seen()
            for host in ["localhost", "LocalHost", "127.0.0.1"] {
                let error = try await ask(host, certificate) { HelloHandler(seen) }
                #expect(error?.kind == .transport && error?.message.contains("closed the connection") == true)
            }
            let hellos = seen.hellos.withLock { $0 }
            #expect(hellos.map { $0.contains("localhost") } == [true, true, false])
            #expect(!hellos.contains { $0.contains("127.0.0.1") })
            // With their lengths: a hello holds a thousand random bytes.
            #expect(hellos.allSatisfy { $0.contains("\u{8}http/1.1") && !$0.contains("\u{2}h2") })
        }
    }

    /// A server of plain HTTP: it rejects what is not HTTP, as they do.
    private final class PlainHandler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.writeAndFlush(NIOAny(ByteBuffer(string: "HTTP/1.1 400 Bad Request\r\n\r\n")), promise: nil)
            context.close(promise: nil)
        }
    }

    @Test("A server that does not speak TLS is called so")
    func plain() async throws {
        try await TestCertificate.make(names: "DNS:localhost") { certificate in
            let error = try await ask("localhost", certificate) { PlainHandler() }
            #expect(error?.message.contains("does not speak TLS. If it should not, write http://") == true)
            #expect(error?.kind == .transport && error?.isRetryable == false)
        }
    }

    @Test("TLS 1.1 is not spoken")
    func versions() async throws {
        try await TestCertificate.make(names: "DNS:localhost") { certificate in
            let context = try certificate.serverContext {
                $0.minimumTLSVersion = .tlsv1
                $0.maximumTLSVersion = .tlsv11
            }
            let error = try await ask("localhost", certificate) { NIOSSLServerHandler(context: context) }
            #expect(error?.kind == .transport)
            #expect(error?.message.contains("have no TLS version, cipher and protocol in common") == true)
        }
    }
}
