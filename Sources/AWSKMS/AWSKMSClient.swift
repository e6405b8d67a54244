// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import AsyncHTTPClient
import KMSAPI
public import Logging
import NIOCore
import NIOSSL

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// The KMS of AWS, over HTTPS.
///
/// ```swift
/// try await AWSKMSClient.withClient { kms in      // Region and credentials of the environment
///     let keys = KMSKeyCollection(client: kms)
///     ...
/// }
/// ```
///
/// It has connections of its own, so one that was made by ``init(configuration:logger:)`` must be shut down.
public final class AWSKMSClient: Sendable {
    let configuration: Configuration
    let credentials: CredentialChain
    let http: HTTPClient
    let logger: Logger?
    /// The endpoint that the user named, and the one of the client's Region.
    let customEndpoint: Endpoint?
    let regionalEndpoint: Endpoint?
    let now: @Sendable () -> Date
    let signatureKeys = SignatureKeys()

    /// A client of KMS.
    ///
    /// - Parameters:
    ///   - configuration: what to use instead of what the environment says.
    ///   - logger: where failed calls are logged, at debug; nil for nowhere.
    /// - Throws: `KMSError` of kind `configuration` where no Region is found or the endpoint is no URL, of kind
    ///   `credentials` where none are found.
    public convenience init(configuration: Configuration = .init(), logger: Logger? = nil) async throws {
        try await self.init(configuration: configuration, logger: logger, environment: .process)
    }

    /// The same, with environment and clock given: for tests.
    package init(
        configuration: Configuration, logger: Logger? = nil, environment: Environment,
        now: @escaping @Sendable () -> Date = { Date() }
    ) async throws {
        self.configuration = configuration
        self.logger = logger
        self.now = now
        let region = try Region.find(configuration.region, environment)
        guard let region else { throw Region.missing }
        regionalEndpoint = try Endpoint.aws(region: region)
        customEndpoint = try Endpoint.custom(configuration.endpoint, environment)
            .map { url throws(KMSError) in try Endpoint(url: url, region: region) }
        credentials = CredentialChain(
            (configuration.credentials.map { [StaticCredentials($0)] } ?? []) + [EnvironmentCredentials(environment)])
        // Told now, not at the first token.
        _ = try await credentials.credentials()
        http = HTTPClient(
            eventLoopGroupProvider: configuration.eventLoopGroup.map { .shared($0) }
                ?? .shared(HTTPClient.defaultEventLoopGroup),
            configuration: Self.httpConfiguration(configuration))
    }

    /// Closes the connections. Calls that are under way, and later ones, fail with `KMSError` of kind `configuration`.
    ///
    /// - Throws: where it was shut down before.
    public func shutdown() async throws { try await http.shutdown().get() }

    /// Runs `body` with a client that is shut down afterwards, whatever happens.
    ///
    /// - Throws: what making the client throws, and what `body` throws.
    public static func withClient<Value: Sendable>(
        configuration: Configuration = .init(), logger: Logger? = nil,
        _ body: (AWSKMSClient) async throws -> Value
    ) async throws -> Value {
        let client = try await AWSKMSClient(configuration: configuration, logger: logger)
        do {
            let value = try await body(client)
            try await client.shutdown()
            return value
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    private static func httpConfiguration(_ configuration: Configuration) -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        var http = HTTPClient.Configuration(
            tlsConfiguration: tls,
            // A redirect would send a signed body to somebody else.
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(configuration.connectTimeout.asTimeLimit)), decompression: .disabled)
        // Retries are ours to make: a hidden one would make CreateKey twice.
        http.connectionPool.retryConnectionEstablishment = false
        http.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, configuration.maximumConnections)
        http.httpVersion = .http1Only
        return http
    }
}
#endif
