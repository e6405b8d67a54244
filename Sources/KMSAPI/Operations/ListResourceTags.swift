// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks for one page of a key's tags.
///
/// Members carry KMS's names on the wire. See [ListResourceTags](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html).
public struct ListResourceTagsRequest: Codable, Sendable, Equatable {
    /// The key: key id or key ARN.
    public var keyID: String
    /// At most so many on a page, 1 to 50; KMS takes 50 where absent.
    public var limit: Int?
    /// Where the page begins: the marker of the page before.
    public var marker: String?

    /// Makes a request of these members.
    public init(keyID: String, limit: Int? = nil, marker: String? = nil) {
        self.keyID = keyID
        self.limit = limit
        self.marker = marker
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case limit = "Limit"
        case marker = "Marker"
    }
}

extension ListResourceTagsRequest: KMSRequest {
    package typealias Response = ListResourceTagsResponse
    package static var operation: KMSOperation { .listResourceTags }
}

/// What KMS answers to ``ListResourceTagsRequest``.
public struct ListResourceTagsResponse: Codable, Sendable, Equatable {
    /// The tags of this page.
    public var tags: [Tag]
    /// What to give as the marker of the next page.
    public var nextMarker: String?
    /// Whether there is a next page.
    public var truncated: Bool?

    /// Makes an answer of these members.
    public init(tags: [Tag], nextMarker: String? = nil, truncated: Bool? = nil) {
        self.tags = tags
        self.nextMarker = nextMarker
        self.truncated = truncated
    }

    private enum CodingKeys: String, CodingKey {
        case tags = "Tags"
        case nextMarker = "NextMarker"
        case truncated = "Truncated"
    }
}
