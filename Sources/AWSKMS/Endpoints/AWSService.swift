// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// A service of AWS that this client asks.
struct AWSService: Sendable, Equatable {
    /// What the SDKs call it: in settings of its own (`AWS_ENDPOINT_URL_SSO_OIDC`, `sso_oidc` in a services section).
    var id: String
    /// How its host names begin.
    var hostPrefix: String
    /// What requests are signed for.
    var signingName: String
    /// Whether it has in GovCloud one host only, which is FIPS without saying so.
    var hasOneHostInGovCloud = false

    static let kms = AWSService(id: "KMS", hostPrefix: "kms", signingName: "kms")
    static let sts = AWSService(id: "STS", hostPrefix: "sts", signingName: "sts", hasOneHostInGovCloud: true)
    static let sso = AWSService(
        id: "SSO", hostPrefix: "portal.sso", signingName: "awsssoportal", hasOneHostInGovCloud: true)
    static let ssoOIDC = AWSService(
        id: "SSO OIDC", hostPrefix: "oidc", signingName: "sso-oauth", hasOneHostInGovCloud: true)

    /// Its name in a services section.
    var settingName: String { id.lowercased().split(separator: " ").joined(separator: "_") }

    /// The variable that names an endpoint for it alone.
    var endpointVariable: String { "AWS_ENDPOINT_URL_\(settingName.uppercased())" }
}
