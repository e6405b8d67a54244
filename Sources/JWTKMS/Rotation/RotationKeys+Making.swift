// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension RotationKeys {
    /// Of the 50 of a key, AWS's "Quotas" of KMS, four are the rotation's.
    private static let mostTags = 46

    /// Makes a key that can take the place of another: of its type, and with its key policy, description and tags, so that
    /// whoever may sign with that one may sign with this one. Grants are not taken along: KMS has no way to.
    ///
    /// It is tagged as it is made, so that it is found again though this may be broken off right after.
    ///
    /// - Throws: `KMSError`; nothing is made where the policy or the tags can't be read: a key that issuers may not use
    ///   would end their work when it comes to sign.
    func make(like key: RotationState.Key) async throws -> RotationState.Key {
        let model = try await client.describeKey(DescribeKeyRequest(keyID: key.keyID)).keyMetadata
        let policy = try await client.getKeyPolicy(GetKeyPolicyRequest(keyID: key.keyID, policyName: "default")).policy
        let tags = try await tags(of: key.keyID).filter { !RotationTags.isOurs($0) }
        guard tags.count <= Self.mostTags else {
            throw KMSError(
                .configuration,
                message:
                    "the key has \(tags.count) tags that the new one is given, and a rotation needs four of the 50 that KMS "
                    + "gives a key: take \(tags.count - Self.mostTags) away",
                keyReference: key.keyID)
        }
        let made = try await client.createKey(
            CreateKeyRequest(
                keySpec: key.keySpec, keyUsage: key.keyUsage,
                description: model.description.flatMap { $0.isEmpty ? nil : $0 }
                    ?? "Signs tokens as \(aliases.current)",
                tags: tags + [RotationTags.owner(aliases.current)], policy: policy,
                multiRegion: model.multiRegion == true ? true : nil)
        ).keyMetadata
        return RotationState.Key(
            keyID: made.keyID, keySpec: key.keySpec, keyUsage: key.keyUsage,
            creationDate: made.creationDate ?? key.creationDate)
    }
}
