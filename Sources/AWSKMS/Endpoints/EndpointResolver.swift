// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// Finds where a service of AWS is: the user's own endpoint, or AWS's by the rules of the SDKs.
///
/// See [Service-specific endpoints](https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
struct EndpointResolver: Sendable {
    var environment: Environment
    var config: SharedConfig
    /// Given in code; nil for `AWS_USE_FIPS_ENDPOINT`, then `use_fips_endpoint`.
    var usesFIPS: Bool?
    /// Given in code; nil for `AWS_USE_DUALSTACK_ENDPOINT`, then `use_dualstack_endpoint`.
    var usesDualStack: Bool?
    /// Given in code; nil for `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`, then `ignore_configured_endpoint_urls`.
    var ignoresConfiguredURLs: Bool?

    private static let fips = Setting("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
    private static let dualStack = Setting("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
    private static let ignoring = Setting("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")

    /// - Parameter given: the endpoint that was given in code.
    /// - Throws: `KMSError` of kind `configuration`.
    func endpoint(of service: AWSService, region: String, given: String? = nil) throws(KMSError) -> Endpoint {
        let region = try Region.check(region)
        let answer = try answer(for: service, region: region, given: given)
        return try Endpoint(
            url: answer.url.value, region: answer.signingRegion ?? region, origin: answer.url.origin)
    }

    /// The same before it is looked at, for which a Region need not be known.
    func answer(for service: AWSService, region: String?, given: String?) throws(KMSError) -> EndpointRules.Answer {
        let rules = EndpointRules(
            service: service, fips: try Self.fips.flag(given: usesFIPS, environment, config),
            dualStack: try Self.dualStack.flag(given: usesDualStack, environment, config))
        return try rules.answer(region: region, custom: try custom(service, given))
    }

    /// The endpoint that the user named: in code, for the service or for all, in the environment or in the profile.
    private func custom(_ service: AWSService, _ given: String?) throws(KMSError) -> Found<String>? {
        if let given { return Found(given, from: .code) }
        if try Self.ignoring.flag(given: ignoresConfiguredURLs, environment, config)?.value == true { return nil }
        for name in [service.endpointVariable, "AWS_ENDPOINT_URL"] {
            if let url = environment[name] { return Found(url, from: .variable(name)) }
        }
        return try configured(service) ?? config.profile?.found("endpoint_url")
    }

    /// The endpoint in the services section that the profile names.
    private func configured(_ service: AWSService) throws(KMSError) -> Found<String>? {
        guard let name = config.profile?.found("services") else { return nil }
        guard let section = config.services[name.value] else {
            throw KMSError(
                .configuration,
                message: "\(name.origin) names the services section \"\(Excerpt.of(name.value, maximumBytes: 64))\", "
                    + "and there is no [services \(Excerpt.of(name.value, maximumBytes: 64))]")
        }
        return section.found("endpoint_url", in: service.settingName)
    }
}
