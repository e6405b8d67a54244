// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks for one page of the names of a key's policies.
///
/// Members carry KMS's names on the wire. See [ListKeyPolicies](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyPolicies.html).
public struct ListKeyPoliciesRequest: Codable, Sendable, Equatable {
    /// The key: key id or key ARN.
    public var keyID: String
    /// At most so many on a page, 1 to 1000; KMS takes 100 where absent.
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

extension ListKeyPoliciesRequest: KMSRequest {
    package typealias Response = ListKeyPoliciesResponse
    package static var operation: KMSOperation { .listKeyPolicies }
}

/// What KMS answers to ``ListKeyPoliciesRequest``.
public struct ListKeyPoliciesResponse: Codable, Sendable, Equatable {
    /// The names of this page.
    public var policyNames: [String]
    /// What to give as the marker of the next page.
    public var nextMarker: String?
    /// Whether there is a next page.
    public var truncated: Bool?

    /// Makes an answer of these members.
    public init(policyNames: [String], nextMarker: String? = nil, truncated: Bool? = nil) {
        self.policyNames = policyNames
        self.nextMarker = nextMarker
        self.truncated = truncated
    }

    private enum CodingKeys: String, CodingKey {
        case policyNames = "PolicyNames"
        case nextMarker = "NextMarker"
        case truncated = "Truncated"
    }
}
