// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks KMS to remove an alias.
///
/// Members carry KMS's names on the wire. See [DeleteAlias](https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html).
public struct DeleteAliasRequest: Codable, Sendable, Equatable {
    /// The alias, beginning with `alias/`; `alias/aws/` is reserved.
    public var aliasName: String

    /// Makes a request of these members.
    public init(aliasName: String) {
        self.aliasName = aliasName
    }

    private enum CodingKeys: String, CodingKey {
        case aliasName = "AliasName"
    }
}

extension DeleteAliasRequest: KMSRequest {
    package typealias Response = KMSEmptyResponse
    package static var operation: KMSOperation { .deleteAlias }
}
