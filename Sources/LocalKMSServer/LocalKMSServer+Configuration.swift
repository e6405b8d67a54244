// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
public import AWSKMS
import HummingbirdCore
import JWTKMS
package import KMSAPI
import Logging
import NIOCore

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension LocalKMSServer {
    /// Where a server listens, and whom it answers.
    public struct Configuration: Sendable {
        /// The address to listen on. Other machines reach it only where it is not of the loopback interface.
        public var host: String
        /// The port; 0 for a free one.
        public var port: Int
        /// What requests may call this server in their `Host` header, beside `localhost`, the loopback addresses and the
        /// address that they came to: the name of a container, for one. Another name is refused, because a page of
        /// another site can give its own name this machine's address (DNS rebinding). Each is a name or an address, with
        /// or without a port, which is not looked at.
        public var allowedHosts: [String]
        /// The credentials that requests must be signed with; nil to take any signature, and none.
        public var credentials: [Credentials]?
        /// How long a request may take to arrive, from its first byte to its last. Its connection is closed then.
        public var requestTimeout: Duration
        /// How long a connection may do nothing before it is closed.
        public var idleTimeout: Duration
        /// How many connections are open at a time; more wait for one to close.
        public var maximumConnections: Int

        /// A configuration; what is not given is as the members say.
        public init(
            host: String = "127.0.0.1", port: Int = 4599, allowedHosts: [String] = [],
            credentials: [Credentials]? = nil, requestTimeout: Duration = .seconds(30),
            idleTimeout: Duration = .seconds(120), maximumConnections: Int = 1024
        ) {
            self.host = host
            self.port = port
            self.allowedHosts = allowedHosts
            self.credentials = credentials
            self.requestTimeout = requestTimeout
            self.idleTimeout = idleTimeout
            self.maximumConnections = maximumConnections
        }

        /// Whether only this machine can reach the server.
        package var isLoopback: Bool { OwnHosts.isLoopback(host) }
    }
}

extension LocalKMSServer.Configuration {
    /// 64 KiB hold every header that an AWS SDK sends, with room for a long session token.
    private static let maximumHeaderBytes = 65_536

    var channels: HTTP1Channel.Configuration {
        let timeout = TimeAmount(requestTimeout)
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestDeadline(timeout)], idleTimeout: TimeAmount(idleTimeout),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: Self.maximumHeaderBytes, maxHeaderListSize: Self.maximumHeaderBytes,
                maxHeaderFieldCount: 100))
    }

    func listening(_ logger: Logger) -> ServerConfiguration {
        ServerConfiguration(
            address: .hostname(host, port: port),
            availableConnectionsDelegate: .maximum(max(1, maximumConnections), logger: logger))
    }

    /// The URL that this machine reaches the server by.
    func url(port: Int?) -> String {
        let reached = ["0.0.0.0": "127.0.0.1", "::": "::1"][host] ?? host
        return "http://\(reached.contains(":") ? "[\(reached)]" : reached):\(port ?? self.port)"
    }

    /// - Throws: `KMSError` of kind `configuration` for an allowed host that no request could name, such as a URL.
    package func checkAllowedHosts() throws(KMSError) {
        for host in allowedHosts where !OwnHosts.isHost(host) {
            throw KMSError(
                .configuration,
                message: "the allowed host '\(Excerpt.of(host))' is no host: a name or an address, such as kms or "
                    + "192.168.1.7, with or without a port")
        }
    }

    /// Why the address can't be listened on.
    func refusal(_ error: any Error) -> KMSError {
        if error is SocketAddressError.UnknownHost {
            return KMSError(
                .configuration, message: "the host '\(Excerpt.of(host))' to listen on does not resolve to an address",
                underlying: error)
        }
        let place = "\(host) port \(port)"
        let reason =
            switch (error as? IOError)?.errnoCode {
            case EADDRINUSE: "another process has the port; name another (0 for any that is free)"
            case EACCES: "the system does not allow it; ports below 1024 are the administrator's"
            default: "this machine has no such address, or the system does not allow it"
            }
        return KMSError(
            .transport, message: "can't listen on \(place): \(reason)", isRetryable: false, underlying: error)
    }
}
#endif
