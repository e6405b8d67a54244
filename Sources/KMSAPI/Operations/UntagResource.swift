// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks KMS to remove tags of a key.
///
/// Members carry KMS's names on the wire. See [UntagResource](https://docs.aws.amazon.com/kms/latest/APIReference/API_UntagResource.html).
public struct UntagResourceRequest: Codable, Sendable, Equatable {
    /// The key: key id or key ARN.
    public var keyID: String
    /// The keys of the tags to remove.
    public var tagKeys: [String]

    /// Makes a request of these members.
    public init(keyID: String, tagKeys: [String]) {
        self.keyID = keyID
        self.tagKeys = tagKeys
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case tagKeys = "TagKeys"
    }
}

extension UntagResourceRequest: KMSRequest {
    package typealias Response = KMSEmptyResponse
    package static var operation: KMSOperation { .untagResource }
}
