// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The sources that a profile can name. What the default chain asks too is there once, so that it remembers what it
/// learned: a token, a clock that is wrong, a service that is down.
struct NamedSources: Sendable {
    let surroundings: Surroundings
    let resolver: EndpointResolver
    /// How often STS and SSO are tried.
    let policy: RetryPolicy
    let sts: STSClient
    let environment: EnvironmentCredentials
    let container: any CredentialSource
    let instanceMetadata: any CredentialSource
    /// Makes the source of a profile with `credential_process`.
    let process: @Sendable (ConfigSection) -> any CredentialSource

    /// - Parameter region: for STS; nil is an error once STS is asked.
    init(
        _ surroundings: Surroundings, resolver: EndpointResolver, region: String?, policy: RetryPolicy = .init(),
        container: any CredentialSource, instanceMetadata: any CredentialSource,
        process: @escaping @Sendable (ConfigSection) -> any CredentialSource
    ) {
        self.surroundings = surroundings
        self.resolver = resolver
        self.policy = policy
        sts = STSClient(surroundings, resolver: resolver, region: region, policy: policy)
        environment = EnvironmentCredentials(surroundings.environment)
        self.container = container
        self.instanceMetadata = instanceMetadata
        self.process = process
    }

    func source(_ base: ProfileChain.Base) -> any CredentialSource {
        switch base {
        case .keys(let keys): keys
        case .environment: environment
        case .instanceMetadata: instanceMetadata
        case .container: container
        case .webIdentity(let role, let tokenFile):
            WebIdentityCredentials(role: role, tokenFile: tokenFile, files: surroundings.files, sts: sts)
        case .sso(let settings): SSOCredentials(settings, surroundings, resolver: resolver, policy: policy)
        case .process(let section): process(section)
        }
    }
}
