// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
package import KMSAPI
package import NIOCore
import NIOPosix
package import NIOSSL

/// How a transport reaches servers, and whom it trusts.
package struct TransportConfiguration: Sendable {
    /// What the user of a transport can set, for the advice in errors.
    package struct Settings: Sendable {
        /// Names a file or text of certificates to trust: `AWS_CA_BUNDLE`.
        package var authorities: String
        /// Names the proxy: `HTTPS_PROXY`.
        package var proxy: String

        package init(authorities: String, proxy: String) {
            self.authorities = authorities
            self.proxy = proxy
        }
    }

    package var eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    /// The certificates that are trusted; nil for those of the system.
    package var authorities: [NIOSSLCertificate]?
    /// The proxy to a server, which is asked for encrypted connections alone.
    package var proxy: @Sendable (WebURL.Origin) -> Proxy? = { _ in nil }
    /// For making a connection: name, proxy and TLS handshake included.
    package var connectTimeout: Duration = .seconds(10)
    /// To one server; more requests wait for one.
    package var maximumConnections = 64
    /// After which an unused connection is closed. AWS closes it a little later.
    package var idleLimit: Duration = .seconds(50)
    /// Whether connections take more than one request.
    package var keepsConnections = true
    package var settings: Settings

    package init(settings: Settings) { self.settings = settings }

    /// Certificates from PEM.
    ///
    /// - Returns: nil if there is none in it.
    package static func certificates(pem: [UInt8]) -> [NIOSSLCertificate]? {
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(pem), !certificates.isEmpty else { return nil }
        return certificates
    }

    /// - Throws: `KMSError` of kind `configuration` for event loops that run no sockets. Those of Network.framework do
    ///   their own TLS, which would skip our checks.
    package func checkEventLoops() throws(KMSError) {
        guard ClientBootstrap(validatingGroup: eventLoopGroup) != nil else {
            throw KMSError(
                .configuration,
                message: "eventLoopGroup is a \(type(of: eventLoopGroup)); give a MultiThreadedEventLoopGroup")
        }
    }

    var tls: TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        tls.applicationProtocols = ["http/1.1"]
        // The name is checked by HandshakeHandler, for all hosts alike.
        tls.certificateVerification = .noHostnameVerification
        // The server need not agree that a connection is over.
        tls.shutdownTimeout = .milliseconds(500)
        if let authorities { tls.trustRoots = .certificates(authorities) }
        return tls
    }
}
#endif
