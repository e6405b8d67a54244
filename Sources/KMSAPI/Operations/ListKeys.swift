// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks for one page of the keys of this account and Region.
///
/// Members carry KMS's names on the wire. See [ListKeys](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html).
public struct ListKeysRequest: Codable, Sendable, Equatable {
    /// At most so many on a page, 1 to 1000; KMS takes 100 where absent.
    public var limit: Int?
    /// Where the page begins: the marker of the page before.
    public var marker: String?
    /// Whose keys to list: `SELF` for those of this account, which KMS takes if absent, and `OTHER_ACCOUNTS_VIA_RAM` for
    /// those that other accounts share with it through AWS Resource Access Manager.
    public var resourceOwners: [String]?

    /// Makes a request of these members.
    public init(limit: Int? = nil, marker: String? = nil, resourceOwners: [String]? = nil) {
        self.limit = limit
        self.marker = marker
        self.resourceOwners = resourceOwners
    }

    private enum CodingKeys: String, CodingKey {
        case limit = "Limit"
        case marker = "Marker"
        case resourceOwners = "ResourceOwners"
    }
}

extension ListKeysRequest: KMSRequest {
    package typealias Response = ListKeysResponse
    package static var operation: KMSOperation { .listKeys }
}

/// What KMS answers to ``ListKeysRequest``.
public struct ListKeysResponse: Codable, Sendable, Equatable {
    /// The keys of this page.
    public var keys: [KeyListEntry]
    /// What to give as the marker of the next page.
    public var nextMarker: String?
    /// Whether there is a next page.
    public var truncated: Bool?

    /// Makes an answer of these members.
    public init(keys: [KeyListEntry], nextMarker: String? = nil, truncated: Bool? = nil) {
        self.keys = keys
        self.nextMarker = nextMarker
        self.truncated = truncated
    }

    private enum CodingKeys: String, CodingKey {
        case keys = "Keys"
        case nextMarker = "NextMarker"
        case truncated = "Truncated"
    }
}
