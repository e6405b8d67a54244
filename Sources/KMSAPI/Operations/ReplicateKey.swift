// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks KMS to make the same key in another Region.
///
/// Members carry KMS's names on the wire. See [ReplicateKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html).
public struct ReplicateKeyRequest: Codable, Sendable, Equatable {
    /// The primary key of a multi-Region key: key id or key ARN.
    public var keyID: String
    /// The Region of the replica, such as `eu-west-1`.
    public var replicaRegion: String
    /// The key policy of the replica as JSON; KMS's default where absent.
    public var policy: String?
    /// Whether the policy may forbid the caller to change it again.
    public var bypassPolicyLockoutSafetyCheck: Bool?
    /// A description of the replica, at most 8192 characters.
    public var description: String?
    /// Tags to give the replica, at most 50.
    public var tags: [Tag]?

    /// Makes a request of these members.
    public init(
        keyID: String, replicaRegion: String, policy: String? = nil, bypassPolicyLockoutSafetyCheck: Bool? = nil,
        description: String? = nil, tags: [Tag]? = nil
    ) {
        self.keyID = keyID
        self.replicaRegion = replicaRegion
        self.policy = policy
        self.bypassPolicyLockoutSafetyCheck = bypassPolicyLockoutSafetyCheck
        self.description = description
        self.tags = tags
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case replicaRegion = "ReplicaRegion"
        case policy = "Policy"
        case bypassPolicyLockoutSafetyCheck = "BypassPolicyLockoutSafetyCheck"
        case description = "Description"
        case tags = "Tags"
    }
}

extension ReplicateKeyRequest: KMSRequest {
    package typealias Response = ReplicateKeyResponse
    package static var operation: KMSOperation { .replicateKey }
}

/// What KMS answers to ``ReplicateKeyRequest``.
public struct ReplicateKeyResponse: Codable, Sendable, Equatable {
    /// What KMS knows of the replica.
    public var replicaKeyMetadata: KeyMetadata?
    /// The key policy of the replica as JSON.
    public var replicaPolicy: String?
    /// The tags of the replica.
    public var replicaTags: [Tag]?

    /// Makes an answer of these members.
    public init(replicaKeyMetadata: KeyMetadata? = nil, replicaPolicy: String? = nil, replicaTags: [Tag]? = nil) {
        self.replicaKeyMetadata = replicaKeyMetadata
        self.replicaPolicy = replicaPolicy
        self.replicaTags = replicaTags
    }

    private enum CodingKeys: String, CodingKey {
        case replicaKeyMetadata = "ReplicaKeyMetadata"
        case replicaPolicy = "ReplicaPolicy"
        case replicaTags = "ReplicaTags"
    }
}
