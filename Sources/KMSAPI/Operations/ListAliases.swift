// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks for one page of the aliases of this account and Region.
///
/// Members carry KMS's names on the wire. See [ListAliases](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html).
public struct ListAliasesRequest: Codable, Sendable, Equatable {
    /// Only the aliases of this key (key id or key ARN).
    public var keyID: String?
    /// At most so many on a page, 1 to 100; KMS takes 50 where absent.
    public var limit: Int?
    /// Where the page begins: the marker of the page before.
    public var marker: String?

    /// Makes a request of these members.
    public init(keyID: String? = nil, limit: Int? = nil, marker: String? = nil) {
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

extension ListAliasesRequest: KMSRequest {
    package typealias Response = ListAliasesResponse
    package static var operation: KMSOperation { .listAliases }
}

/// What KMS answers to ``ListAliasesRequest``.
public struct ListAliasesResponse: Codable, Sendable, Equatable {
    /// The aliases of this page.
    public var aliases: [AliasListEntry]
    /// What to give as the marker of the next page.
    public var nextMarker: String?
    /// Whether there is a next page.
    public var truncated: Bool?

    /// Makes an answer of these members.
    public init(aliases: [AliasListEntry], nextMarker: String? = nil, truncated: Bool? = nil) {
        self.aliases = aliases
        self.nextMarker = nextMarker
        self.truncated = truncated
    }

    private enum CodingKeys: String, CodingKey {
        case aliases = "Aliases"
        case nextMarker = "NextMarker"
        case truncated = "Truncated"
    }
}
