// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// One key of a ``ListKeysResponse``.
public struct KeyListEntry: Codable, Sendable, Hashable {
    /// The bare key id.
    public var keyID: String
    /// The key ARN.
    public var keyARN: String?

    /// Makes an entry of these members.
    public init(keyID: String, keyARN: String? = nil) {
        self.keyID = keyID
        self.keyARN = keyARN
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case keyARN = "KeyArn"
    }
}
