// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks for one page of the grants of this account and Region that a principal may retire.
///
/// Members carry KMS's names on the wire. See [ListRetirableGrants](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListRetirableGrants.html).
package struct ListRetirableGrantsRequest: Codable, Sendable, Equatable {
    /// The principal; or ``retiringServicePrincipal``.
    package var retiringPrincipal: String?
    /// The AWS service.
    package var retiringServicePrincipal: String?
    /// At most so many on a page, 1 to 100; KMS takes 50 if absent.
    package var limit: Int?
    /// Where the page begins: the marker of the page before.
    package var marker: String?

    /// Makes a request of these members.
    package init(
        retiringPrincipal: String? = nil, retiringServicePrincipal: String? = nil, limit: Int? = nil,
        marker: String? = nil
    ) {
        self.retiringPrincipal = retiringPrincipal
        self.retiringServicePrincipal = retiringServicePrincipal
        self.limit = limit
        self.marker = marker
    }

    private enum CodingKeys: String, CodingKey {
        case retiringPrincipal = "RetiringPrincipal"
        case retiringServicePrincipal = "RetiringServicePrincipal"
        case limit = "Limit"
        case marker = "Marker"
    }
}

extension ListRetirableGrantsRequest: KMSRequest {
    package typealias Response = ListGrantsResponse
    package static var operation: KMSOperation { .listRetirableGrants }
}
