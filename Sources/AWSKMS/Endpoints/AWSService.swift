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

    static let kms = AWSService(id: "KMS", hostPrefix: "kms", signingName: "kms")
    static let sts = AWSService(id: "STS", hostPrefix: "sts", signingName: "sts")
    static let sso = AWSService(id: "SSO", hostPrefix: "portal.sso", signingName: "awsssoportal")
    static let ssoOIDC = AWSService(id: "SSO OIDC", hostPrefix: "oidc", signingName: "sso-oauth")
}
