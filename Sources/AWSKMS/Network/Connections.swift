// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import AsyncHTTPClient
import KMSAPI
import NIOCore
import NIOPosix
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

    /// How long a connection to a metadata service may take: a laptop has none, and must not wait for it.
    private static let metadataConnectTimeout: Duration = .seconds(1)

    /// - Parameter authorities: the certificates that are trusted, in PEM; nil for those of the system.
    /// - Throws: `KMSError` of kind `configuration` where these are none, and for event loops that no socket runs on.
    init(_ configuration: AWSKMSClient.Configuration, proxy: Proxy?, authorities: Data?) throws(KMSError) {
        let tls = try Self.tls(authorities)
        let group = try Self.group(configuration)
        let direct = DirectHTTP(
            group: group, tls: tls, connectTimeout: configuration.connectTimeout,
            maximumConnections: configuration.maximumConnections)
        let proxied = proxy.map { proxy in
            (
                http: ProxiedHTTP(
                    group: group, configuration: Self.http(configuration, tls, configuration.connectTimeout, proxy)),
                proxy: proxy
            )
        }
        http = Routes(direct: direct, proxied: proxied)
        let connect = min(configuration.connectTimeout, Self.metadataConnectTimeout)
        metadata = AsyncHTTP(
            client: HTTPClient(
                eventLoopGroupProvider: .shared(group), configuration: Self.http(configuration, tls, connect, nil)))
    }

    /// Those of sockets by default, on every system: what Apple's are of, TLS of their own, has none of our checks.
    private static func group(_ configuration: AWSKMSClient.Configuration) throws(KMSError) -> any EventLoopGroup {
        let group = configuration.eventLoopGroup ?? MultiThreadedEventLoopGroup.singleton
        guard ClientBootstrap(validatingGroup: group) != nil else {
            throw KMSError(
                .configuration, message: "eventLoopGroup is of \(type(of: group)); give a MultiThreadedEventLoopGroup")
        }
        return group
    }

    /// Closes them all.
    func shutdown() async throws {
        var failure: (any Error)?
        do { try await http.direct.shutdown() } catch { failure = error }
        do { try await http.proxied?.http.shutdown() } catch { failure = error }
        do { try await metadata.client.shutdown().get() } catch { failure = error }
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
    let proxied: (http: ProxiedHTTP, proxy: Proxy)?

    func response(
        to request: HTTPRequest, timeLimit: Duration, maximumBodyBytes: Int
    ) async throws -> HTTPResponse {
        guard let proxied, request.url.hasPrefix("https:"), proxied.proxy.serves(AsyncHTTP.host(request.url)) else {
            return try await direct.response(
                to: request, timeLimit: timeLimit, maximumBodyBytes: maximumBodyBytes)
        }
        return try await proxied.http.response(
            to: request, timeLimit: timeLimit, maximumBodyBytes: maximumBodyBytes)
    }
}

// Below it are requests, with their tokens, and the proxy's password.
extension Connections: CustomReflectable {
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
#endif
