// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
import KMSAPI
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Makes connections: name, proxy, TLS handshake and the check of the certificate, in this order.
final class HTTPConnector: Sendable {
    /// One for all connections: each wakes it a little less for the others.
    let loop: any EventLoop
    private let configuration: TransportConfiguration
    private let context = Mutex<NIOSSLContext?>(nil)

    init(_ configuration: TransportConfiguration) {
        self.configuration = configuration
        loop = configuration.eventLoopGroup.next()
    }

    /// A socket on its way to become a connection.
    private struct Opened: Sendable {
        let channel: any Channel
        /// Whether its certificate is that of the host; nil if it is not encrypted.
        let checked: EventLoopFuture<Void>?
    }

    /// Makes a connection for a pool, which is told of each socket that is opened for it. It can't be cancelled; closing
    /// its sockets ends it.
    ///
    /// - Throws: ``ExchangeFailure``, ``HandshakeFailure``, ``ProxyFailure``, what the network throws.
    func connect(to origin: WebURL.Origin, for pool: OriginPool) async throws -> HTTPConnection {
        let deadline = NIODeadline.now() + TimeAmount(configuration.connectTimeout.asTimeLimit)
        let opened = try await open(to: origin, by: deadline, for: pool)
        if let checked = opened.checked { try await handshake(opened.channel, checked, by: deadline) }
        return try await opened.channel.eventLoop.submit {
            try HTTPConnection(opened.channel, whenFree: { pool.isFree($0) }, whenLeft: { pool.hasLeft($0) })
        }.get()
    }

    private func open(
        to origin: WebURL.Origin, by deadline: NIODeadline, for pool: OriginPool
    ) async throws -> Opened {
        let proxy = origin.isEncrypted ? configuration.proxy(origin) : nil
        let context = origin.isEncrypted ? try await encryption() : nil
        let idleLimit = TimeAmount(configuration.idleLimit)
        let bootstrap = ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(max(.nanoseconds(1), deadline - .now()))
        do {
            return try await bootstrap.connect(host: proxy?.host ?? origin.host, port: proxy?.port ?? origin.port) {
                channel in
                channel.eventLoop.makeCompletedFuture {
                    pool.opened(channel)
                    let pipeline = channel.pipeline.syncOperations
                    if let proxy { try pipeline.addHandler(TunnelHandler(proxy: proxy, origin: origin)) }
                    let checked = try context.map { try Self.encrypt(channel, to: origin.host, $0) }
                    try pipeline.addHandler(ExchangeHandler(idleLimit: idleLimit))
                    return Opened(channel: channel, checked: checked)
                }
            }
        } catch {
            throw proxy.map { ProxyFailure(proxy: $0, reason: .other(error)) } ?? error
        }
    }

    private static func encrypt(
        _ channel: any Channel, to host: String, _ context: NIOSSLContext
    ) throws -> EventLoopFuture<Void> {
        let (address, name) = (HostAddress(host), HostName(host))
        let handshake = HandshakeHandler(identity: address ?? name, loop: channel.eventLoop)
        // A server is told the name that it is asked by, and never an address: RFC 6066 section 3.
        let tls = try NIOSSLClientHandler(context: context, serverHostname: address == nil ? name.name : nil)
        try channel.pipeline.syncOperations.addHandlers([tls, handshake])
        return handshake.checked
    }

    /// Waits until the certificate is checked. If that fails or takes too long, the connection is closed.
    private func handshake(
        _ channel: any Channel, _ checked: EventLoopFuture<Void>, by deadline: NIODeadline
    ) async throws {
        let timer = channel.eventLoop.scheduleTask(deadline: deadline) {
            let pipeline = channel.pipeline.syncOperations
            let tunnel = try? pipeline.handler(type: TunnelHandler.self)
            try pipeline.handler(type: HandshakeHandler.self)
                .giveUp(tunnel?.failure(.other(ExchangeFailure.connectTimeout)) ?? ExchangeFailure.connectTimeout)
        }
        defer { timer.cancel() }
        do {
            try await checked.get()
        } catch {
            channel.close(promise: nil)
            throw error
        }
    }

    /// Made once, off the threads that run tasks: the system's certificates are read from files.
    private func encryption() async throws -> NIOSSLContext {
        if let context = context.withLock({ $0 }) { return context }
        let tls = configuration.tls
        let made = try await NIOThreadPool.singleton.runIfActive { try NIOSSLContext(configuration: tls) }
        return context.withLock { context in
            let first = context ?? made
            context = first
            return first
        }
    }
}
#endif
