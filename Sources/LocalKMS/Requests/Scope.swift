// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// The Region and the account that a LocalKMS stands for.
struct Scope: Sendable {
    let region: String
    let account: String

    func arn(of key: KeyID) -> String { arn("key/\(key)") }

    func arn(of alias: AliasName) -> String { arn(alias.description) }

    /// Whether an ARN is one of this Region and account.
    func contains(_ arn: KeyARN) -> Bool {
        arn.partition == "aws" && arn.region == region && arn.account == account
    }

    func arn(_ resource: String) -> String {
        KeyARN(region: region, account: account, resource: resource).description
    }

    /// What KMS tells of a key.
    func metadata(of key: KeyRecord) -> KeyMetadata {
        KeyMetadata(
            keyID: key.id.description, arn: arn(of: key.id), awsAccountID: account, creationDate: key.creationDate,
            deletionDate: key.deletionDate, description: key.description, enabled: key.state == .enabled,
            keySpec: key.spec, keyState: key.state, keyUsage: key.usage, multiRegion: false, origin: "AWS_KMS",
            signingAlgorithms: key.signingAlgorithms)
    }
}

extension KeyRecord {
    /// The algorithms that the key signs with; nil where it is not for signing.
    var signingAlgorithms: [SigningAlgorithm]? {
        usage == .signVerify ? KeyFamily.of(spec)?.signingAlgorithms : nil
    }
}
