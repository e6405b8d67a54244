// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The sources that every AWS SDK asks, in the SDKs' order.
///
/// See [Standardized credential providers](https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html).
struct DefaultChain: Sendable {
    var config: SharedConfig
    var sources: NamedSources

    /// - Parameter given: the source that was given in code: nobody else is asked.
    func chain(given: (any CredentialSource)? = nil) -> CredentialChain {
        CredentialChain(given.map { [$0] } ?? found, isGiven: given != nil)
    }

    /// Whoever names a profile wants that one: by `AWS_PROFILE`, more than the web identity that a cluster gives to each
    /// of its pods; in code, more than keys that lie in the environment.
    private var found: [any CredentialSource] {
        let profile = ProfileCredentials(config, sources)
        let webIdentity = EnvironmentWebIdentity(
            environment: sources.surroundings.environment, files: sources.surroundings.files, sts: sources.sts)
        let first: [any CredentialSource] =
            switch config.selected.origin {
            case .code: [profile, webIdentity]
            case SharedConfig.unnamed: [sources.environment, webIdentity, profile]
            default: [sources.environment, profile, webIdentity]
            }
        return first + [sources.container, sources.instanceMetadata]
    }
}
