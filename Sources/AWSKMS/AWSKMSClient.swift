// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import KMSAPI
package import KMSTransport
public import Logging
import Synchronization
package import Tracing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The KMS of AWS, over HTTPS.
///
/// ```swift
/// try await AWSKMSClient.withClient { kms in      // Region and credentials as every AWS tool finds them
///     let keys = KMSKeyCollection(client: kms)
///     ...
/// }
/// ```
///
/// A call ends after 10 seconds. Until then, a call that changes nothing, such as Sign, is tried again if KMS fails. Other
/// calls are tried three times, as the AWS SDKs do it. The client has connections of its own, so shut down one that was
/// made by ``init(configuration:logger:)``. One that is dropped closes them too, waits for nothing, and logs a warning.
public final class AWSKMSClient: Sendable {
    let configuration: Configuration
    let setup: ClientSetup
    let credentials: CredentialCache
    let connections: Connections
    let retries: Retries
    /// Of calls that change nothing.
    let patientRetries: Retries
    private let admissions = Mutex<[String: Admission]>([:])
    let timing: Timing
    let logger: Logger?
    /// nil for the one of the process.
    let tracer: (any Tracer)?
    /// The endpoint of the client's Region, or why there is none.
    let regionalEndpoint: Result<Endpoint, KMSError>
    let skew: ClockSkew
    let time = ServerTime()
    let signatureKeys = SignatureKeys()
    let invocations = InvocationIDs()
    let metrics = CallMetrics()

    /// A client of KMS.
    ///
    /// - Parameters:
    ///   - configuration: what to use instead of what is found.
    ///   - logger: logs failed and retried calls at debug, and as warnings an outage of KMS and credentials that could
    ///     not be refreshed; nil to log nothing.
    /// - Throws: `KMSError` of kind `configuration` where a setting or a file can't be used, of kind `credentials` where no
    ///   credentials are found or their source fails; `CancellationError`.
    public convenience init(configuration: Configuration = .init(), logger: Logger? = nil) async throws {
        try await self.init(configuration: configuration, logger: logger, environment: .process)
    }

    /// The same, with environment, files, time and tracer given: for tests.
    ///
    /// - Parameter http: sends the requests to AWS; nil for connections of the client's own.
    package init(
        configuration: Configuration, logger: Logger? = nil, environment: Environment, files: Files = Files(),
        timing: Timing = Timing(), tracer: (any Tracer)? = nil, http: (any HTTPExchange)? = nil
    ) async throws {
        self.configuration = configuration
        self.timing = timing
        self.tracer = tracer
        self.logger = logger
        let config = try await SharedConfig.load(environment, files, profile: configuration.profile)
        var connections = try await Connections.find(configuration, environment, config, files)
        if let http { connections.http = http }
        do {
            let surroundings = Surroundings(
                environment: environment, files: files, timing: timing, http: connections.http,
                metadata: connections.metadata, logger: logger)
            let setup = try await ClientSetup(configuration, config, surroundings)
            regionalEndpoint = try setup.endpoint()
            let cache = CredentialCache(
                setup.credentials, timing: timing, skew: surroundings.skew,
                patience: min(.seconds(2), configuration.requestTimeout.asTimeLimit / 4), logger: logger)
            // Told now, not at the first token.
            _ = try await cache.credentials()
            (self.connections, self.setup, credentials, skew) = (connections, setup, cache, surroundings.skew)
            retries = Retries(policy: setup.retries.policy, timing: timing)
            patientRetries = setup.retries.isGiven ? retries : retries.following(.patient)
        } catch {
            try? await connections.shutdown()
            throw error
        }
    }

    deinit {
        // The transports close their connections as they are dropped.
        guard credentials.shutdown() else { return }
        logger?.warning("an AWSKMSClient was dropped without shutdown(). Call it, or use withClient, which does")
    }

    /// What admits calls to an endpoint.
    func admission(to endpoint: Endpoint) -> Admission {
        admissions.withLock { all in
            if let admission = all[endpoint.url] { return admission }
            let admission = Admission(
                to: endpoint.host, maximum: configuration.maximumConnections, timing: timing)
            all[endpoint.url] = admission
            return admission
        }
    }

    /// Closes the connections. Calls that are under way, and later ones, fail with `KMSError` of kind `configuration`.
    ///
    /// - Throws: `KMSError` of kind `configuration` where it was shut down before.
    public func shutdown() async throws {
        credentials.shutdown()
        try await connections.shutdown()
    }

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
}

// Its settings, and those of its HTTP clients, may hold secrets.
extension AWSKMSClient: CustomReflectable {
    /// The Region and the endpoint alone.
    public var customMirror: Mirror {
        let endpoint = try? regionalEndpoint.get()
        return Mirror(self, children: ["region": endpoint?.region as Any, "endpoint": endpoint?.url as Any])
    }
}
#endif
