// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import KMSAPI
import KMSTransport
import Logging

/// What a client found before its first call, and where: the Region, the endpoints, how often calls are tried, and where
/// credentials are looked for.
struct ClientSetup: Sendable {
    let config: SharedConfig
    /// Or why there is none: key ARNs name theirs.
    let region: Result<Found<String>, KMSError>
    let endpoints: EndpointResolver
    let retries: RetrySettings
    let credentials: CredentialChain
    let surroundings: Surroundings
    /// The endpoint of KMS that was given in code.
    private let givenEndpoint: String?

    /// - Throws: `KMSError` of kind `configuration`, where a setting can't be used; `CancellationError`.
    init(
        _ configuration: AWSKMSClient.Configuration, _ config: SharedConfig, _ surroundings: Surroundings
    ) async throws {
        let environment = surroundings.environment
        self.config = config
        self.surroundings = surroundings
        // Who named a profile wants its settings, even where the credentials come from elsewhere.
        _ = try config.selectedProfile()
        let metadata = InstanceMetadata(surroundings, config)
        region = try await Region.find(configuration.region, environment, config) { try await metadata.region() }
        endpoints = EndpointResolver(
            environment: environment, config: config, usesFIPS: configuration.usesFIPS,
            usesDualStack: configuration.usesDualStack)
        givenEndpoint = configuration.endpoint
        retries = try RetrySettings.find(maximumAttempts: configuration.maximumAttempts, environment, config)
        if let notice = retries.notice { surroundings.logger?.notice("\(notice)") }
        let sources = NamedSources(
            surroundings, resolver: endpoints, region: try? region.get().value, policy: retries.policy,
            container: ContainerCredentials(surroundings),
            instanceMetadata: InstanceMetadataCredentials(metadata, surroundings),
            process: { ProcessCredentials($0, timing: surroundings.timing) })
        credentials = DefaultChain(config: config, sources: sources).chain(given: configuration.credentials)
    }

    /// The endpoint of KMS in a Region.
    ///
    /// - Throws: `KMSError` of kind `configuration`.
    func endpoint(region: String) throws(KMSError) -> Endpoint {
        try endpoints.endpoint(of: .kms, region: region, given: givenEndpoint)
    }

    /// The endpoint of KMS in the client's own Region, or why there is none.
    ///
    /// - Throws: `KMSError` of kind `configuration` where a setting can't be used.
    func endpoint() throws(KMSError) -> Result<Endpoint, KMSError> {
        switch region {
        case .success(let region):
            let (name, endpoint) = (region.value, try endpoint(region: region.value))
            // At AWS, a Region that can't exist would look like an outage: its host has no address.
            guard endpoint.origin != EndpointRules.aws || KnownRegions.canExist(name) else {
                return .failure(KMSError(.configuration, message: KnownRegions.refusal(of: name, named: name)))
            }
            return .success(endpoint)
        case .failure(let error): return .failure(error)
        }
    }
}

extension Connections {
    /// Connections with the proxy and the trusted certificates that the user set.
    ///
    /// - Throws: `KMSError` of kind `configuration`.
    static func find(
        _ configuration: AWSKMSClient.Configuration, _ environment: Environment, _ config: SharedConfig, _ files: Files
    ) async throws(KMSError) -> Connections {
        let proxy = try ProxyRule.find(environment)
        let given = configuration.certificateAuthorities.map { Found($0, from: .code) }
        let bundle = given ?? Setting("AWS_CA_BUNDLE", "ca_bundle").find(environment, config)
        guard let bundle else { return try Connections(configuration, proxy: proxy, authorities: nil) }
        do {
            guard let authorities = try await files.contents(of: bundle.value, maximumBytes: 4_194_304) else {
                throw Files.Failure(description: "it is not there")
            }
            return try Connections(configuration, proxy: proxy, authorities: [UInt8](authorities))
        } catch {
            let file = Excerpt.of(bundle.value, maximumBytes: 256)
            throw KMSError(
                .configuration,
                message:
                    "the file of trusted certificates \(file) (\(bundle.origin)) can't be used: \(Self.reason(error))")
        }
    }

    private static func reason(_ error: any Error) -> String { (error as? KMSError)?.message ?? "\(error)" }
}
#endif
