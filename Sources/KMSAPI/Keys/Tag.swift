// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// A tag of a key. Not a place for secrets: whoever may describe the key may read it.
public struct Tag: Codable, Sendable, Hashable {
    /// The tag's key, 1 to 128 characters.
    public var tagKey: String
    /// The tag's value, at most 256 characters.
    public var tagValue: String

    /// Makes a tag of these members.
    public init(tagKey: String, tagValue: String) {
        self.tagKey = tagKey
        self.tagValue = tagValue
    }

    private enum CodingKeys: String, CodingKey {
        case tagKey = "TagKey"
        case tagValue = "TagValue"
    }
}
