// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks KMS to name a key.
///
/// Members carry KMS's names on the wire. See [CreateAlias](https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html).
public struct CreateAliasRequest: Codable, Sendable, Equatable {
    /// The alias, beginning with `alias/`; `alias/aws/` is reserved.
    public var aliasName: String
    /// The key that the alias is to name: key id or key ARN.
    public var targetKeyID: String

    /// Makes a request of these members.
    public init(aliasName: String, targetKeyID: String) {
        self.aliasName = aliasName
        self.targetKeyID = targetKeyID
    }

    private enum CodingKeys: String, CodingKey {
        case aliasName = "AliasName"
        case targetKeyID = "TargetKeyId"
    }
}

extension CreateAliasRequest: KMSRequest {
    package typealias Response = KMSEmptyResponse
    package static var operation: KMSOperation { .createAlias }
}
