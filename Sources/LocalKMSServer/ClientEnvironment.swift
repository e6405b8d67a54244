// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
/// The environment variables by which AWS SDKs and the AWS CLI use a server, as a shell sets them.
///
/// See [Service-specific endpoints](https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
package struct ClientEnvironment: Sendable {
    let url: String
    let region: String
    let account: String
    let checksSignatures: Bool

    /// - Parameter checksSignatures: whether keys of a credentials file are needed, which are never shown.
    package init(url: String, region: String, account: String, checksSignatures: Bool) {
        (self.url, self.region, self.account) = (url, region, account)
        self.checksSignatures = checksSignatures
    }

    /// One command a line. Each SDK reads one of the two names of the Region.
    package var lines: [String] {
        let keys = checksSignatures ? [] : ["export AWS_ACCESS_KEY_ID=\(account) AWS_SECRET_ACCESS_KEY=any"]
        return ["export AWS_ENDPOINT_URL_KMS=\(url)"] + keys
            + ["export AWS_REGION=\(region) AWS_DEFAULT_REGION=\(region)"]
    }
}
#endif
