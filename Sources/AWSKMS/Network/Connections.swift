// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import KMSAPI
import KMSTransport

/// The connections of a client: to AWS, through a proxy if one is set, and to the metadata services, never through one.
struct Connections: Sendable {
    /// To AWS. A measurement puts another client of HTTP in its place.
    var http: any HTTPExchange
    private let transport: HTTPTransport
    /// To the metadata services of instances and containers.
    let metadata: HTTPTransport
    /// The proxy to AWS, and the hosts that are reached without it.
    let proxy: ProxyRule?

    /// A laptop has no metadata service, and must not wait for it.
    private static let metadataConnectTimeout: Duration = .seconds(1)

    /// - Parameter authorities: the certificates that are trusted, in PEM; nil for those of the system.
    /// - Throws: `KMSError` of kind `configuration` if there are none in it, and for event loops that run no sockets.
    init(
        _ configuration: AWSKMSClient.Configuration, proxy: ProxyRule?, authorities: [UInt8]?
    ) throws(KMSError) {
        var transport = TransportConfiguration(settings: .init(authorities: "AWS_CA_BUNDLE", proxy: "HTTPS_PROXY"))
        if let authorities {
            guard let certificates = TransportConfiguration.certificates(pem: authorities) else {
                throw KMSError(.configuration, message: "it holds no certificate in PEM")
            }
            transport.authorities = certificates
        }
        if let group = configuration.eventLoopGroup { transport.eventLoopGroup = group }
        try transport.checkEventLoops()
        transport.maximumConnections = configuration.maximumConnections
        transport.connectTimeout = min(configuration.connectTimeout, Self.metadataConnectTimeout)
        metadata = HTTPTransport(transport)
        transport.connectTimeout = configuration.connectTimeout
        if let proxy { transport.proxy = { proxy.serves($0.host) ? proxy.proxy : nil } }
        self.transport = HTTPTransport(transport)
        http = self.transport
        self.proxy = proxy
    }

    /// Closes them all.
    ///
    /// - Throws: `KMSError` of kind `configuration` if it was done before.
    func shutdown() async throws(KMSError) {
        try await transport.shutdown()
        try await metadata.shutdown()
    }
}
#endif
