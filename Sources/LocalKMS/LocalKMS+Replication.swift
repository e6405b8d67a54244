// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension LocalKMS {
    /// Makes the same key in another Region: the same material under the same id, but with an alias, a policy, tags and
    /// a state of its own. ``scoped(toRegion:account:)`` shows it.
    ///
    /// As on AWS, the new key is `Creating` for two seconds by the clock of this KMS. Until then it can be managed and
    /// not used: `KMSInvalidStateException`. ``Faults/createReplicas(in:)`` changes how long that takes.
    ///
    /// See [ReplicateKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html).
    /// - Throws: ``KMSError``: `UnsupportedOperationException` for a key of one Region and for a replica,
    ///   `AlreadyExistsException` where the key is in the Region already; `DisabledException`,
    ///   `KMSInvalidStateException`; `ValidationException` for what is no Region, or one of another partition; and for
    ///   policy, description and tags what ``createKey(_:)`` throws.
    public func replicateKey(_ request: ReplicateKeyRequest) async throws -> ReplicateKeyResponse {
        try await change(.replicateKey, key: request.keyID) { lookup in
            try Self.check(request)
            let key = try lookup.keyButNoAlias(request.keyID)
            guard key.multiRegionKeyType == .primary else {
                throw KMSError.unsupported("\(key.arn) is not a multi-Region primary key.")
            }
            try lookup.checkUsable(key)
            let replica = try self.replica(of: key, request, lookup)
            try lookup.records.save(replica)
            return ReplicateKeyResponse(
                replicaKeyMetadata: try lookup.metadata(of: replica), replicaPolicy: replica.effectivePolicy,
                replicaTags: replica.tags.isEmpty ? nil : replica.tags)
        }
    }

    private static func check(_ request: ReplicateKeyRequest) throws(KMSError) {
        guard Scope.isRegion(request.replicaRegion) else {
            throw .constraint(
                request.replicaRegion, at: "replicaRegion",
                "satisfy regular expression pattern: ^([a-z]+-){2,3}\\d+$ and have length less than or equal to 32")
        }
        try DescriptionRules.check(request.description)
        if let policy = request.policy { try PolicyRules.check(policy) }
        try TagRules.checkAll(request.tags ?? [])
    }

    private func replica(
        of key: KeyRecord, _ request: ReplicateKeyRequest, _ lookup: Lookup
    ) throws -> KeyRecord {
        let scope = Scope(region: request.replicaRegion, account: key.account)
        guard scope.partition == key.scope.partition else {
            throw KMSError.validation("The Region \(scope.region) is not in the partition \(key.scope.partition).")
        }
        let place = KeyPlace(scope: scope, id: key.id)
        guard !lookup.isThere(place) else {
            throw KMSError(.alreadyExists, message: "The key \(place.arn) already exists.")
        }
        return KeyRecord(
            id: key.id, region: scope.region, account: scope.account, spec: key.spec, usage: key.usage,
            state: .creating, creationDate: lookup.now,
            readyDate: lookup.now.addingTimeInterval(faults.creationTime / .seconds(1)),
            description: request.description ?? "", tags: request.tags ?? [], policy: request.policy,
            multiRegionKeyType: .replica, material: key.material)
    }
}
