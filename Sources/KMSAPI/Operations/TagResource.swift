// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks KMS to tag a key.
///
/// Members carry KMS's names on the wire. See [TagResource](https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html).
public struct TagResourceRequest: Codable, Sendable, Equatable {
    /// The key: key id or key ARN.
    public var keyID: String
    /// The tags to add or to change.
    public var tags: [Tag]

    /// Makes a request of these members.
    public init(keyID: String, tags: [Tag]) {
        self.keyID = keyID
        self.tags = tags
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case tags = "Tags"
    }
}

extension TagResourceRequest: KMSRequest {
    package typealias Response = KMSEmptyResponse
    package static var operation: KMSOperation { .tagResource }
}
