// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// A grant, as KMS lists it.
///
/// See [GrantListEntry](https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantListEntry.html).
package struct GrantListEntry: Codable, Sendable, Equatable {
    /// The ARN of the key.
    package var keyID: String
    /// The id of the grant.
    package var grantID: String
    /// The name of the grant, if it has one.
    package var name: String?
    /// When the grant was created: seconds since 1970 on the wire.
    package var creationDate: Date
    /// Who is allowed to use the key.
    package var granteePrincipal: String?
    /// The AWS service that is allowed to use the key.
    package var granteeServicePrincipal: String?
    /// Who may retire the grant.
    package var retiringPrincipal: String?
    /// The AWS service that may retire the grant.
    package var retiringServicePrincipal: String?
    /// The ARN of the account that created the grant.
    package var issuingAccount: String
    /// What is allowed: names of operations.
    package var operations: [String]
    /// Under which conditions.
    package var constraints: GrantConstraints?

    /// Makes an entry: what a request asks for, and what KMS adds.
    package init(
        _ request: CreateGrantRequest, keyID: String, grantID: String, creationDate: Date, issuingAccount: String
    ) {
        self.keyID = keyID
        self.grantID = grantID
        self.name = request.name
        self.creationDate = creationDate
        self.granteePrincipal = request.granteePrincipal
        self.granteeServicePrincipal = request.granteeServicePrincipal
        self.retiringPrincipal = request.retiringPrincipal
        self.retiringServicePrincipal = request.retiringServicePrincipal
        self.issuingAccount = issuingAccount
        self.operations = request.operations
        self.constraints = request.constraints
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case grantID = "GrantId"
        case name = "Name"
        case creationDate = "CreationDate"
        case granteePrincipal = "GranteePrincipal"
        case granteeServicePrincipal = "GranteeServicePrincipal"
        case retiringPrincipal = "RetiringPrincipal"
        case retiringServicePrincipal = "RetiringServicePrincipal"
        case issuingAccount = "IssuingAccount"
        case operations = "Operations"
        case constraints = "Constraints"
    }
}

/// The conditions of a grant.
///
/// See [GrantConstraints](https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html).
package struct GrantConstraints: Codable, Sendable, Equatable {
    /// The encryption context has at least these pairs.
    package var encryptionContextSubset: [String: String]?
    /// The encryption context has these pairs and no others.
    package var encryptionContextEquals: [String: String]?
    /// The resource that an AWS service acts for.
    package var sourceARN: String?

    /// Makes constraints of these members.
    package init(
        encryptionContextSubset: [String: String]? = nil, encryptionContextEquals: [String: String]? = nil,
        sourceARN: String? = nil
    ) {
        self.encryptionContextSubset = encryptionContextSubset
        self.encryptionContextEquals = encryptionContextEquals
        self.sourceARN = sourceARN
    }

    private enum CodingKeys: String, CodingKey {
        case encryptionContextSubset = "EncryptionContextSubset"
        case encryptionContextEquals = "EncryptionContextEquals"
        case sourceARN = "SourceArn"
    }
}
