// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if DEBUG && (AWS || RemoteJWKS)
@testable import KMSTransport
import NIOCore
import NIOEmbedded

/// A tunnel through a proxy, and what the handlers after it saw.
struct PlayedTunnel: Equatable {
    private(set) var timesOpened = 0
    private(set) var bytes: [UInt8] = []
    /// The first one counts: the handshake fails by it.
    private(set) var failure: String?
    private(set) var isClosed = false

    /// Plays an input to its end.
    ///
    /// - Throws: ``Violation``.
    static func play(_ input: FuzzInput) throws -> Self {
        let (channel, recorder) = (EmbeddedChannel(), Recorder())
        let server = ServerEnd(closesSlowly: false)
        let tunnel = TunnelHandler(
            proxy: try Proxy("proxy.example.com:3128"), origin: try WebURL("https://kms.example.com").origin)
        try channel.pipeline.syncOperations.addHandlers([server, tunnel, recorder])
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 3128), promise: nil)
        guard try channel.readOutbound(as: ByteBuffer.self) != nil else { throw Violation("no CONNECT was sent") }
        var sizes = ReadSizes(input.sizes)
        for segment in input.segments {
            for read in sizes.split(segment) {
                channel.pipeline.fireChannelRead(ByteBuffer(bytes: read))
                channel.pipeline.fireChannelReadComplete()
            }
        }
        channel.embeddedEventLoop.run()
        if input.endsConnection { server.end() }
        let seen = recorder.seen
        server.end()
        guard try channel.readOutbound(as: ByteBuffer.self) == nil else {
            throw Violation("bytes were written unasked")
        }
        _ = try channel.finish(acceptAlreadyClosed: true)
        return seen
    }

    /// - Throws: ``Violation`` unless the bytes are those that followed the head of a proxy's response.
    func check(_ input: FuzzInput) throws(Violation) {
        guard timesOpened <= 1 else { throw Violation("a tunnel opened \(timesOpened) times") }
        guard timesOpened == 1 else {
            guard bytes.isEmpty else { throw Violation("bytes came through a tunnel that is not open") }
            return
        }
        let sent = input.segments.joined()
        guard sent.suffix(bytes.count).elementsEqual(bytes) else { throw Violation("a tunnel changed its bytes") }
        guard sent.dropLast(bytes.count).suffix(4).elementsEqual("\r\n\r\n".utf8) else {
            throw Violation("a tunnel does not begin where the head of its proxy's response ends")
        }
    }

    private final class Recorder: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        var seen = PlayedTunnel()

        func channelActive(context: ChannelHandlerContext) { seen.timesOpened += 1 }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            seen.bytes += unwrapInboundIn(data).readableBytesView
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            if seen.failure == nil { seen.failure = "\(error)" }
        }

        func channelInactive(context: ChannelHandlerContext) { seen.isClosed = true }
    }
}
#endif
