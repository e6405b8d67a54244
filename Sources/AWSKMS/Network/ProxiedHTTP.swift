// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import AsyncHTTPClient
import KMSAPI
import NIOCore
import NIOSSL
import ServiceIdentity
import Synchronization

/// ``HTTPExchange`` through a proxy, by a client for each host: async-http-client shows a certificate, and not whose it
/// should be.
///
/// There are as many hosts as the configuration has endpoints.
final class ProxiedHTTP: HTTPExchange {
    private let group: any EventLoopGroup
    private let configuration: HTTPClient.Configuration
    /// By host; nil after the end.
    private let clients = Mutex<[String: HTTPClient]?>([:])

    init(group: any EventLoopGroup, configuration: HTTPClient.Configuration) {
        self.group = group
        self.configuration = configuration
    }

    func response(
        to request: HTTPRequest, timeLimit: Duration, maximumBodyBytes: Int
    ) async throws -> HTTPResponse {
        guard let (origin, _) = HTTPOrigin.split(request.url) else {
            throw KMSError(.configuration, message: "the URL is none of HTTP")
        }
        return try await AsyncHTTP(client: client(for: origin.host)).response(
            to: request, timeLimit: timeLimit, maximumBodyBytes: maximumBodyBytes)
    }

    /// Closes all connections.
    func shutdown() async throws {
        let ended = clients.withLock { clients in
            defer { clients = nil }
            return clients ?? [:]
        }
        var failure: (any Error)?
        for client in ended.values {
            do { try await client.shutdown().get() } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private func client(for host: String) throws(KMSError) -> HTTPClient {
        try clients.withLock { clients throws(KMSError) in
            guard let known = clients else { throw KMSError(.configuration, message: "the client was shut down") }
            if let client = known[host] { return client }
            let client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: checking(host))
            clients?[host] = client
            return client
        }
    }

    /// It is looked at when the tunnel stands, before anything is sent.
    private func checking(_ host: String) -> HTTPClient.Configuration {
        var configuration = configuration
        if let name = HostName(host) { configuration.http1_1ConnectionDebugInitializer = name.check }
        if let address = HostAddress(host) {
            // NIOSSL would hold it against the proxy's.
            configuration.tlsConfiguration?.certificateVerification = .noHostnameVerification
            configuration.http1_1ConnectionDebugInitializer = address.check
        }
        return configuration
    }
}
#endif
