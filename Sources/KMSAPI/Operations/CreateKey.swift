// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks KMS to make a key.
///
/// Members carry KMS's names on the wire. See [CreateKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html).
public struct CreateKeyRequest: Codable, Sendable, Equatable {
    /// The type of the key.
    public var keySpec: KeySpec
    /// What the key may be used for.
    public var keyUsage: KeyUsage
    /// A description, at most 8192 characters.
    public var description: String?
    /// Tags to give the key, at most 50.
    public var tags: [Tag]?
    /// The key policy as JSON; KMS's default where absent.
    public var policy: String?
    /// Whether the key may be replicated to other Regions.
    public var multiRegion: Bool?

    /// Makes a request of these members.
    public init(
        keySpec: KeySpec, keyUsage: KeyUsage = .signVerify, description: String? = nil, tags: [Tag]? = nil,
        policy: String? = nil, multiRegion: Bool? = nil
    ) {
        self.keySpec = keySpec
        self.keyUsage = keyUsage
        self.description = description
        self.tags = tags
        self.policy = policy
        self.multiRegion = multiRegion
    }

    private enum CodingKeys: String, CodingKey {
        case keySpec = "KeySpec"
        case keyUsage = "KeyUsage"
        case description = "Description"
        case tags = "Tags"
        case policy = "Policy"
        case multiRegion = "MultiRegion"
    }
}

extension CreateKeyRequest: KMSRequest {
    package typealias Response = CreateKeyResponse
    package static var operation: KMSOperation { .createKey }
}

/// What KMS answers to ``CreateKeyRequest``.
public struct CreateKeyResponse: Codable, Sendable, Equatable {
    /// What KMS knows of the new key.
    public var keyMetadata: KeyMetadata

    /// Makes an answer of these members.
    public init(keyMetadata: KeyMetadata) {
        self.keyMetadata = keyMetadata
    }

    private enum CodingKeys: String, CodingKey {
        case keyMetadata = "KeyMetadata"
    }
}
