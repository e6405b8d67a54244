// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI

extension LocalKMS {
    /// Adds tags to a key, or changes their values.
    ///
    /// See [TagResource](https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `InvalidArnException`, `KMSInvalidStateException`, `TagException`,
    ///   `ValidationException` for a tag that is too long, `LimitExceededException` for more than 50.
    public func tagResource(_ request: TagResourceRequest) async throws {
        try await change(.tagResource, key: request.keyID) { lookup in
            try TagRules.check(request.tags)
            var key = try lookup.keyButNoAlias(request.keyID)
            try lookup.checkNotPendingDeletion(key)
            // As bytes: two keys that only Unicode takes for one are two.
            let changed = Set(request.tags.map { Array($0.tagKey.utf8) })
            key.tags.removeAll { changed.contains(Array($0.tagKey.utf8)) }
            key.tags += request.tags
            try TagRules.checkCount(key.tags.count)
            try lookup.records.save(key)
        }
    }

    /// Removes tags from a key. A tag that it does not have is no error.
    ///
    /// See [UntagResource](https://docs.aws.amazon.com/kms/latest/APIReference/API_UntagResource.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `InvalidArnException`, `KMSInvalidStateException`, `TagException`.
    public func untagResource(_ request: UntagResourceRequest) async throws {
        try await change(.untagResource, key: request.keyID) { lookup in
            for (index, tagKey) in request.tagKeys.enumerated() {
                try TagRules.checkKey(tagKey, at: "tagKeys.\(index + 1).member")
            }
            var key = try lookup.keyButNoAlias(request.keyID)
            try lookup.checkNotPendingDeletion(key)
            let removed = Set(request.tagKeys.map { Array($0.utf8) })
            key.tags.removeAll { removed.contains(Array($0.tagKey.utf8)) }
            try lookup.records.save(key)
        }
    }
}
