// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks KMS to delete a grant.
///
/// Members carry KMS's names on the wire. See [RevokeGrant](https://docs.aws.amazon.com/kms/latest/APIReference/API_RevokeGrant.html).
package struct RevokeGrantRequest: Codable, Sendable, Equatable {
    /// The key: key id or key ARN.
    package var keyID: String
    /// The id of the grant.
    package var grantID: String
    /// Whether only to find out if the request would succeed.
    package var dryRun: Bool?

    /// Makes a request of these members.
    package init(keyID: String, grantID: String, dryRun: Bool? = nil) {
        self.keyID = keyID
        self.grantID = grantID
        self.dryRun = dryRun
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case grantID = "GrantId"
        case dryRun = "DryRun"
    }
}

extension RevokeGrantRequest: KMSRequest {
    package typealias Response = KMSEmptyResponse
    package static var operation: KMSOperation { .revokeGrant }
}
