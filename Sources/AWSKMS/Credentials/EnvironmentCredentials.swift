// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and `AWS_CREDENTIAL_EXPIRATION`. A blank variable
/// counts as unset.
///
/// See [AWS access keys](https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html).
package struct EnvironmentCredentials: CredentialSource {
    package let name = "environment"
    private let environment: Environment

    package init(_ environment: Environment) { self.environment = environment }

    package func credentials() async throws -> Credentials? {
        let (id, secret) = (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])
        guard id != nil || secret != nil else { return nil }
        guard let id, let secret else {
            let missing = id == nil ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY"
            throw KMSError(
                .credentials, message: "the environment has one half of the credentials; \(missing) is missing")
        }
        return Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: environment["AWS_SESSION_TOKEN"],
            expiration: environment["AWS_CREDENTIAL_EXPIRATION"].flatMap(ISO8601.date),
            accountID: environment["AWS_ACCOUNT_ID"], origin: .variable("AWS_ACCESS_KEY_ID"))
    }
}
