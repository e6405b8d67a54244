// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// What following keys needs of a KMS: look at keys and at the aliases that name them, change nothing.
///
/// It is apart from ``KMSClient`` because a service that only signs needs no permission for it.
/// Every function throws ``KMSError``.
public protocol KMSKeyDirectory: Sendable {
    /// What KMS knows of a key: its ARN, spec, usage and state. Throws ``KMSError``.
    ///
    /// See [DescribeKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html).
    func describeKey(_ request: DescribeKeyRequest) async throws -> DescribeKeyResponse

    /// One page of the keys of this account and Region. Throws ``KMSError``.
    ///
    /// See [ListKeys](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html).
    func listKeys(_ request: ListKeysRequest) async throws -> ListKeysResponse

    /// One page of the aliases of this account and Region, or of one key. Throws ``KMSError``.
    ///
    /// See [ListAliases](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html).
    func listAliases(_ request: ListAliasesRequest) async throws -> ListAliasesResponse

    /// One page of a key's tags. Throws ``KMSError``.
    ///
    /// See [ListResourceTags](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html).
    func listResourceTags(_ request: ListResourceTagsRequest) async throws -> ListResourceTagsResponse
}
