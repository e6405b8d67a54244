// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks KMS to make a key.
///
/// Members carry KMS's names on the wire. See [CreateKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html).
public struct CreateKeyRequest: Codable, Sendable, Equatable {
    /// The type of the key; KMS makes a `SYMMETRIC_DEFAULT` key where absent.
    public var keySpec: KeySpec?
    /// What the key may be used for. KMS takes no default but for `SYMMETRIC_DEFAULT` keys.
    public var keyUsage: KeyUsage?
    /// A description, at most 8192 characters.
    public var description: String?
    /// Tags to give the key, at most 50.
    public var tags: [Tag]?
    /// The key policy as JSON; KMS's default where absent.
    public var policy: String?
    /// Whether the key may be replicated to other Regions.
    public var multiRegion: Bool?
    /// Where the key material comes from; `AWS_KMS`, which makes it, where absent.
    public var origin: String?
    /// The older name of ``keySpec``.
    public var customerMasterKeySpec: KeySpec?
    /// The custom key store that makes and holds the key, where it is not KMS itself.
    public var customKeyStoreID: String?

    /// Makes a request of these members.
    ///
    /// - Parameter keyUsage: nil for what is usual for the spec: `GENERATE_VERIFY_MAC` for HMAC keys,
    ///   `ENCRYPT_DECRYPT` for `SYMMETRIC_DEFAULT`, `SIGN_VERIFY` for all others.
    public init(
        keySpec: KeySpec, keyUsage: KeyUsage? = nil, description: String? = nil, tags: [Tag]? = nil,
        policy: String? = nil, multiRegion: Bool? = nil, origin: String? = nil
    ) {
        self.keySpec = keySpec
        self.keyUsage = keyUsage ?? .usual(for: keySpec)
        self.description = description
        self.tags = tags
        self.policy = policy
        self.multiRegion = multiRegion
        self.origin = origin
    }

    private enum CodingKeys: String, CodingKey {
        case keySpec = "KeySpec"
        case keyUsage = "KeyUsage"
        case description = "Description"
        case tags = "Tags"
        case policy = "Policy"
        case multiRegion = "MultiRegion"
        case origin = "Origin"
        case customerMasterKeySpec = "CustomerMasterKeySpec"
        case customKeyStoreID = "CustomKeyStoreId"
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
