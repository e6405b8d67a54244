// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks KMS to let a principal use a key.
///
/// Members carry KMS's names on the wire. See [CreateGrant](https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html).
package struct CreateGrantRequest: Codable, Sendable, Equatable {
    /// The key: key id or key ARN.
    package var keyID: String
    /// Who is allowed to use it; or ``granteeServicePrincipal``.
    package var granteePrincipal: String?
    /// The AWS service that is allowed to use it.
    package var granteeServicePrincipal: String?
    /// Who may retire the grant; or ``retiringServicePrincipal``.
    package var retiringPrincipal: String?
    /// The AWS service that may retire the grant.
    package var retiringServicePrincipal: String?
    /// What is allowed: names of operations.
    package var operations: [String]
    /// Under which conditions.
    package var constraints: GrantConstraints?
    /// Tokens of new grants that this call relies on.
    package var grantTokens: [String]?
    /// A name, by which a repeated request makes no second grant.
    package var name: String?
    /// Whether only to find out if the request would succeed.
    package var dryRun: Bool?

    /// Makes a request of these members.
    package init(
        keyID: String, granteePrincipal: String? = nil, granteeServicePrincipal: String? = nil,
        retiringPrincipal: String? = nil, retiringServicePrincipal: String? = nil, operations: [String],
        constraints: GrantConstraints? = nil, grantTokens: [String]? = nil, name: String? = nil, dryRun: Bool? = nil
    ) {
        self.keyID = keyID
        self.granteePrincipal = granteePrincipal
        self.granteeServicePrincipal = granteeServicePrincipal
        self.retiringPrincipal = retiringPrincipal
        self.retiringServicePrincipal = retiringServicePrincipal
        self.operations = operations
        self.constraints = constraints
        self.grantTokens = grantTokens
        self.name = name
        self.dryRun = dryRun
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case granteePrincipal = "GranteePrincipal"
        case granteeServicePrincipal = "GranteeServicePrincipal"
        case retiringPrincipal = "RetiringPrincipal"
        case retiringServicePrincipal = "RetiringServicePrincipal"
        case operations = "Operations"
        case constraints = "Constraints"
        case grantTokens = "GrantTokens"
        case name = "Name"
        case dryRun = "DryRun"
    }
}

extension CreateGrantRequest: KMSRequest {
    package typealias Response = CreateGrantResponse
    package static var operation: KMSOperation { .createGrant }
}

/// What KMS answers to ``CreateGrantRequest``.
package struct CreateGrantResponse: Codable, Sendable, Equatable {
    /// The id of the grant.
    package var grantID: String?
    /// What lets the grant be used before all of KMS knows it. Each request gets another one.
    package var grantToken: String?

    /// Makes an answer of these members.
    package init(grantID: String? = nil, grantToken: String? = nil) {
        self.grantID = grantID
        self.grantToken = grantToken
    }

    private enum CodingKeys: String, CodingKey {
        case grantID = "GrantId"
        case grantToken = "GrantToken"
    }
}
