// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import AsyncHTTPClient
import KMSAPI
import NIOCore
import NIOHTTP1
import NIOSSL

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The connections of a client: to AWS, through a proxy where one is set, and to the metadata services, never through one.
///
/// They are clients of our own: a user's might try again by itself, follow redirects or open eight connections at most.
struct Connections: Sendable {
    /// To AWS.
    let http: Routes
    /// To the metadata services of instances and containers.
    let metadata: AsyncHTTP
    private let clients: [HTTPClient]

    /// How long a connection to a metadata service may take: a laptop has none, and must not wait for it.
    private static let metadataConnectTimeout: Duration = .seconds(1)

    /// - Parameter authorities: the certificates that are trusted, in PEM; nil for those of the system.
    /// - Throws: `KMSError` of kind `configuration` where these are none.
    init(_ configuration: AWSKMSClient.Configuration, proxy: Proxy?, authorities: Data?) throws(KMSError) {
        let tls = try Self.tls(authorities)
        let group = configuration.eventLoopGroup ?? HTTPClient.defaultEventLoopGroup
        func client(_ connect: Duration, _ proxy: Proxy?) -> HTTPClient {
            HTTPClient(
                eventLoopGroupProvider: .shared(group), configuration: Self.http(configuration, tls, connect, proxy))
        }
        let direct = DirectHTTP(
            group: group, tls: tls, connectTimeout: configuration.connectTimeout,
            maximumConnections: configuration.maximumConnections)
        let proxied = proxy.map { (client: client(configuration.connectTimeout, $0), proxy: $0) }
        let metadata = client(min(configuration.connectTimeout, Self.metadataConnectTimeout), nil)
        http = Routes(direct: direct, proxied: proxied.map { (http: AsyncHTTP(client: $0.client), proxy: $0.proxy) })
        self.metadata = AsyncHTTP(client: metadata)
        clients = [metadata] + (proxied.map { [$0.client] } ?? [])
    }

    /// Closes them all.
    func shutdown() async throws {
        var failure: (any Error)?
        do { try await http.direct.shutdown() } catch { failure = error }
        for client in clients {
            do { try await client.shutdown().get() } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private static func tls(_ authorities: Data?) throws(KMSError) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        guard let authorities else { return tls }
        do {
            let certificates = try NIOSSLCertificate.fromPEMBytes(Array(authorities))
            guard !certificates.isEmpty else { throw NIOSSLError.failedToLoadCertificate }
            tls.trustRoots = .certificates(certificates)
        } catch {
            throw KMSError(.configuration, message: "it holds no certificate in PEM")
        }
        return tls
    }

    private static func http(
        _ configuration: AWSKMSClient.Configuration, _ tls: TLSConfiguration, _ connect: Duration, _ proxy: Proxy?
    ) -> HTTPClient.Configuration {
        var http = HTTPClient.Configuration(
            tlsConfiguration: tls,
            // A redirect would send a signed body to somebody else.
            redirectConfiguration: .disallow, timeout: .init(connect: TimeAmount(connect.asTimeLimit)),
            decompression: .disabled)
        // Retries are ours to make: a hidden one would make CreateKey twice.
        http.connectionPool.retryConnectionEstablishment = false
        http.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, configuration.maximumConnections)
        http.httpVersion = .http1Only
        http.proxy = proxy.map { proxy in
            .server(
                host: proxy.host, port: proxy.port,
                authorization: proxy.user.map { .basic(username: $0, password: proxy.password ?? "") })
        }
        return http
    }
}

/// The ways to AWS: straight on, or through a proxy where one is set for the host.
struct Routes: HTTPExchange {
    let direct: DirectHTTP
    var proxied: (http: AsyncHTTP, proxy: Proxy)?

    func answer(
        to request: HTTPRequest, timeLimit: Duration, maximumAnswerBytes: Int
    ) async throws -> HTTPAnswer {
        guard let proxied, request.url.hasPrefix("https:"), proxied.proxy.serves(AsyncHTTP.host(request.url)) else {
            return try await direct.answer(
                to: request, timeLimit: timeLimit, maximumAnswerBytes: maximumAnswerBytes)
        }
        return try await proxied.http.answer(
            to: request, timeLimit: timeLimit, maximumAnswerBytes: maximumAnswerBytes)
    }
}

// Below it are requests, with their tokens, and the proxy's password.
extension Connections: CustomReflectable {
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
#endif
