// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import KMSAPI
import NIOCore
import NIOPosix
import NIOSSL
import ServiceIdentity
import Synchronization

/// Makes connections, encrypted where the origin says so.
final class HTTPConnector: Sendable {
    /// One for all connections: each wakes it a little less for the others.
    let loop: any EventLoop
    private let tls: TLSConfiguration
    private let timeout: TimeAmount
    private let context = Mutex<NIOSSLContext?>(nil)

    init(loop: any EventLoop, tls: TLSConfiguration, timeout: Duration) {
        self.loop = loop
        self.tls = tls
        self.timeout = TimeAmount(timeout.asTimeLimit)
    }

    /// - Throws: what the network throws. It can't be cancelled.
    func connect(to origin: HTTPOrigin, _ pool: OriginPool) async throws -> HTTPConnection {
        let context = origin.isEncrypted ? try await encryption() : nil
        let bootstrap = ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(timeout)
        let channel = try await bootstrap.connect(host: origin.host, port: origin.port).get()
        return try await channel.eventLoop.submit {
            if let context {
                try channel.pipeline.syncOperations.addHandler(Self.encryption(context, origin.host))
            }
            return try HTTPConnection(
                channel, whenFree: { pool.isFree($0) }, whenClosed: { pool.isClosed($0) })
        }.get()
    }

    private static func encryption(_ context: NIOSSLContext, _ host: String) throws -> NIOSSLClientHandler {
        guard let name = HostName(host) else { return try NIOSSLClientHandler(context: context, serverHostname: nil) }
        return try ._makeSSLClientHandler(context: context, serverHostname: host) { certificate, channel in
            channel.eventLoop.makeCompletedFuture { try name.check(certificate) }
        }
    }

    /// Made once, off the threads that run tasks: the system's certificates are read from files.
    private func encryption() async throws -> NIOSSLContext {
        if let context = context.withLock({ $0 }) { return context }
        let tls = tls
        let made = try await NIOThreadPool.singleton.runIfActive { try NIOSSLContext(configuration: tls) }
        return context.withLock { context in
            let first = context ?? made
            context = first
            return first
        }
    }
}
#endif
