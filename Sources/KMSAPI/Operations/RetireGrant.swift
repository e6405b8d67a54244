// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks KMS to delete a grant that is no longer needed: by its token, or by its key and its id.
///
/// Members carry KMS's names on the wire. See [RetireGrant](https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html).
package struct RetireGrantRequest: Codable, Sendable, Equatable {
    /// A token of the grant.
    package var grantToken: String?
    /// The key: key id or key ARN.
    package var keyID: String?
    /// The id of the grant.
    package var grantID: String?
    /// Whether only to find out if the request would succeed.
    package var dryRun: Bool?

    /// Makes a request of these members.
    package init(
        grantToken: String? = nil, keyID: String? = nil, grantID: String? = nil, dryRun: Bool? = nil
    ) {
        self.grantToken = grantToken
        self.keyID = keyID
        self.grantID = grantID
        self.dryRun = dryRun
    }

    private enum CodingKeys: String, CodingKey {
        case grantToken = "GrantToken"
        case keyID = "KeyId"
        case grantID = "GrantId"
        case dryRun = "DryRun"
    }
}

extension RetireGrantRequest: KMSRequest {
    package typealias Response = KMSEmptyResponse
    package static var operation: KMSOperation { .retireGrant }
}
