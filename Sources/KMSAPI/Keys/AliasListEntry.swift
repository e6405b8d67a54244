// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// One alias of a ``ListAliasesResponse``.
public struct AliasListEntry: Codable, Sendable, Hashable {
    /// The alias name: `alias/...`.
    public var aliasName: String
    /// The alias ARN.
    public var aliasARN: String?
    /// The bare id of the key that the alias names. AWS's own aliases may have none.
    public var targetKeyID: String?

    /// Makes an entry of these members.
    public init(aliasName: String, aliasARN: String? = nil, targetKeyID: String? = nil) {
        self.aliasName = aliasName
        self.aliasARN = aliasARN
        self.targetKeyID = targetKeyID
    }

    private enum CodingKeys: String, CodingKey {
        case aliasName = "AliasName"
        case aliasARN = "AliasArn"
        case targetKeyID = "TargetKeyId"
    }
}
