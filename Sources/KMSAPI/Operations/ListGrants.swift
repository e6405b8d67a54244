// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks for one page of the grants of a key.
///
/// Members carry KMS's names on the wire. See [ListGrants](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html).
package struct ListGrantsRequest: Codable, Sendable, Equatable {
    /// The key: key id or key ARN.
    package var keyID: String
    /// Only the grant of this id.
    package var grantID: String?
    /// Only grants for this principal.
    package var granteePrincipal: String?
    /// Only grants for this AWS service.
    package var granteeServicePrincipal: String?
    /// At most so many on a page, 1 to 100; KMS takes 50 if absent.
    package var limit: Int?
    /// Where the page begins: the marker of the page before.
    package var marker: String?

    /// Makes a request of these members.
    package init(
        keyID: String, grantID: String? = nil, granteePrincipal: String? = nil, granteeServicePrincipal: String? = nil,
        limit: Int? = nil, marker: String? = nil
    ) {
        self.keyID = keyID
        self.grantID = grantID
        self.granteePrincipal = granteePrincipal
        self.granteeServicePrincipal = granteeServicePrincipal
        self.limit = limit
        self.marker = marker
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case grantID = "GrantId"
        case granteePrincipal = "GranteePrincipal"
        case granteeServicePrincipal = "GranteeServicePrincipal"
        case limit = "Limit"
        case marker = "Marker"
    }
}

extension ListGrantsRequest: KMSRequest {
    package typealias Response = ListGrantsResponse
    package static var operation: KMSOperation { .listGrants }
}

/// What KMS answers to ``ListGrantsRequest`` and to ``ListRetirableGrantsRequest``.
package struct ListGrantsResponse: Codable, Sendable, Equatable {
    /// The grants of this page.
    package var grants: [GrantListEntry]
    /// What to give as the marker of the next page.
    package var nextMarker: String?
    /// Whether there is a next page.
    package var truncated: Bool?

    /// Makes an answer of these members.
    package init(grants: [GrantListEntry], nextMarker: String? = nil, truncated: Bool? = nil) {
        self.grants = grants
        self.nextMarker = nextMarker
        self.truncated = truncated
    }

    private enum CodingKeys: String, CodingKey {
        case grants = "Grants"
        case nextMarker = "NextMarker"
        case truncated = "Truncated"
    }
}
