// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI

extension LocalKMS {
    /// What is known of a key, whatever its state.
    ///
    /// See [DescribeKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `InvalidArnException`.
    public func describeKey(_ request: DescribeKeyRequest) async throws -> DescribeKeyResponse {
        try await answer(.describeKey, key: request.keyID) { lookup in
            try GrantTokenRules.check(request.grantTokens)
            return DescribeKeyResponse(keyMetadata: try lookup.metadata(of: try lookup.key(request.keyID)))
        }
    }

    /// One page of all keys, in the order of their ids: 100 of them, or as many as are asked for.
    ///
    /// See [ListKeys](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html).
    /// No keys are shared between accounts here, so `OTHER_ACCOUNTS_VIA_RAM` alone lists none.
    /// - Throws: ``KMSError``: `InvalidMarkerException`; `ValidationException` for a limit that is not 1 to 1000, and for
    ///   an owner that KMS does not know.
    public func listKeys(_ request: ListKeysRequest) async throws -> ListKeysResponse {
        try await answer(.listKeys) { lookup in
            let places = try OwnerRules.listsOwnKeys(request.resourceOwners) ? lookup.records.places() : []
            let page = try Page(
                of: places.filter { $0.scope == lookup.scope }, where: lookup.isThere,
                name: \.id.description, limit: request.limit, range: 1...1000, defaultLimit: 100,
                marker: request.marker, operation: .listKeys)
            return ListKeysResponse(
                keys: page.items.map { KeyListEntry(keyID: $0.id.description, keyARN: $0.arn) },
                nextMarker: page.nextMarker, truncated: page.nextMarker != nil)
        }
    }

    /// One page of all aliases, or of those of one key, in the order of their names: 50 of them, or as many as are
    /// asked for.
    ///
    /// See [ListAliases](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html).
    /// - Throws: ``KMSError``: `NotFoundException` and `InvalidArnException` for the key, `InvalidMarkerException`;
    ///   `ValidationException` for a limit that is not 1 to 100.
    public func listAliases(_ request: ListAliasesRequest) async throws -> ListAliasesResponse {
        try await answer(.listAliases, key: request.keyID) { lookup in
            let only = try request.keyID.map { try lookup.keyButNoAlias($0).id }
            let aliases = try lookup.shownAliases().filter { only == nil || $0.value == only }.sorted {
                $0.key < $1.key
            }
            let page = try Page(
                of: aliases, where: { lookup.isThere(lookup.place($0.value)) }, name: \.key.description,
                limit: request.limit, range: 1...100, defaultLimit: 50,
                marker: request.marker, operation: .listAliases)
            return ListAliasesResponse(
                aliases: page.items.map {
                    AliasListEntry(
                        aliasName: $0.key.description, aliasARN: lookup.scope.arn(of: $0.key),
                        targetKeyID: $0.value.description)
                },
                nextMarker: page.nextMarker, truncated: page.nextMarker != nil)
        }
    }

    /// One page of a key's tags, in the order of their keys: 50 of them, or as many as are asked for.
    ///
    /// See [ListResourceTags](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `InvalidArnException`, `InvalidMarkerException`;
    ///   `ValidationException` for a limit that is not 1 to 50.
    public func listResourceTags(_ request: ListResourceTagsRequest) async throws -> ListResourceTagsResponse {
        try await answer(.listResourceTags, key: request.keyID) { lookup in
            let tags = try lookup.keyButNoAlias(request.keyID).tags
                .sorted { $0.tagKey.utf8.lexicographicallyPrecedes($1.tagKey.utf8) }
            let page = try Page(
                of: tags, name: \.tagKey, limit: request.limit, range: 1...50, defaultLimit: 50,
                marker: request.marker, operation: .listResourceTags)
            return ListResourceTagsResponse(
                tags: page.items, nextMarker: page.nextMarker, truncated: page.nextMarker != nil)
        }
    }
}
