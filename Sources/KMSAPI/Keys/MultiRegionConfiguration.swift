// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The keys of several Regions that are one multi-Region key: `MultiRegionConfiguration` of the KMS API.
///
/// See [Multi-Region keys](https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html).
public struct MultiRegionConfiguration: Codable, Sendable, Equatable {
    /// Whether the key that is described is the primary key or a replica: `PRIMARY` or `REPLICA`.
    public var multiRegionKeyType: String?
    /// The primary key.
    public var primaryKey: MultiRegionKey?
    /// All replicas.
    public var replicaKeys: [MultiRegionKey]?

    /// Makes a configuration of these members.
    public init(
        multiRegionKeyType: String? = nil, primaryKey: MultiRegionKey? = nil, replicaKeys: [MultiRegionKey]? = nil
    ) {
        self.multiRegionKeyType = multiRegionKeyType
        self.primaryKey = primaryKey
        self.replicaKeys = replicaKeys
    }

    private enum CodingKeys: String, CodingKey {
        case multiRegionKeyType = "MultiRegionKeyType"
        case primaryKey = "PrimaryKey"
        case replicaKeys = "ReplicaKeys"
    }
}

/// One key of a ``MultiRegionConfiguration``.
public struct MultiRegionKey: Codable, Sendable, Hashable {
    /// The key ARN.
    public var arn: String?
    /// The Region, such as `us-east-1`.
    public var region: String?

    /// Makes an entry of these members.
    public init(arn: String? = nil, region: String? = nil) {
        self.arn = arn
        self.region = region
    }

    private enum CodingKeys: String, CodingKey {
        case arn = "Arn"
        case region = "Region"
    }
}
