// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Dispatch
public import KMSAPI

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension LocalKMS {
    /// The time that it was made with.
    public var serverTime: Date { now() }

    /// Makes a key. An RSA key takes a second or more, on a thread that runs no tasks.
    ///
    /// See [CreateKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html).
    /// - Throws: ``KMSError``: `ValidationException`, `TagException`, `LimitExceededException` (the policy),
    ///   `MalformedPolicyDocumentException`; `UnsupportedOperationException` for what AWS makes and LocalKMS does not.
    public func createKey(_ request: CreateKeyRequest) async throws -> CreateKeyResponse {
        try await serve(.createKey, nil) { interference in
            let order = try KeyRules.order(request)
            let key = try await Self.generate(order.family)
            let material = try key.material
            parsedKeys.insert(key, material: material, spec: order.family.spec)
            return try await change(.createKey, interference) { lookup in
                let record = Self.record(of: material, order, request, lookup)
                try lookup.records.save(record)
                return CreateKeyResponse(keyMetadata: try lookup.metadata(of: record))
            }
        }
    }

    /// Makes the key material; where that takes long, off the threads that run tasks.
    static func generate(_ family: KeyFamily) async throws -> ParsedKey {
        let key = family.takesLong ? try await SlowKeys.make(family) : try family.generate()
        try Task.checkCancellation()
        return key
    }

    static func record(
        of material: KeyMaterial, _ order: KeyOrder, _ request: CreateKeyRequest, _ lookup: Lookup
    ) -> KeyRecord {
        let isMultiRegion = request.multiRegion ?? false
        return KeyRecord(
            id: KeyID(multiRegion: isMultiRegion), region: lookup.scope.region, account: lookup.scope.account,
            spec: order.family.spec, usage: order.usage, state: .enabled, creationDate: lookup.now,
            description: request.description ?? "", tags: request.tags ?? [], policy: request.policy,
            multiRegionKeyType: isMultiRegion ? .primary : nil, material: material)
    }

    /// Gives a key another description.
    ///
    /// See [UpdateKeyDescription](https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateKeyDescription.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `InvalidArnException`, `KMSInvalidStateException`;
    ///   `ValidationException` for more than 8192 characters.
    public func updateKeyDescription(_ request: UpdateKeyDescriptionRequest) async throws {
        try await change(.updateKeyDescription, key: request.keyID) { lookup in
            try DescriptionRules.check(request.description)
            var key = try lookup.keyButNoAlias(request.keyID)
            try lookup.checkNotPendingDeletion(key)
            key.description = request.description
            try lookup.records.save(key)
        }
    }

    /// Lets a disabled key be used again; an enabled one stays as it is.
    ///
    /// See [EnableKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `InvalidArnException`, `KMSInvalidStateException`.
    public func enableKey(_ request: EnableKeyRequest) async throws {
        try await setState(.enabled, of: request.keyID, .enableKey)
    }

    /// Stops a key from being used; a disabled one stays as it is.
    ///
    /// See [DisableKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `InvalidArnException`, `KMSInvalidStateException`.
    public func disableKey(_ request: DisableKeyRequest) async throws {
        try await setState(.disabled, of: request.keyID, .disableKey)
    }

    private func setState(_ state: KeyState, of reference: String, _ operation: KMSOperation) async throws {
        try await change(operation, key: reference) { lookup in
            var key = try lookup.keyButNoAlias(reference)
            try lookup.checkNotPendingDeletion(key)
            key.state = state
            try lookup.records.save(key)
        }
    }

    /// Stops a key from being used, and deletes it after 7 to 30 days (30 unless given) by the clock of this KMS,
    /// with the aliases that name it. The days of a primary key with replicas begin when the last of them is gone.
    ///
    /// See [ScheduleKeyDeletion](https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `InvalidArnException`; `KMSInvalidStateException` where that is
    ///   done already; `ValidationException` for another number of days.
    public func scheduleKeyDeletion(
        _ request: ScheduleKeyDeletionRequest
    ) async throws -> ScheduleKeyDeletionResponse {
        try await change(.scheduleKeyDeletion, key: request.keyID) { lookup in
            let days = request.pendingWindowInDays ?? 30
            guard (7...30).contains(days) else {
                throw KMSError.constraint("\(days)", at: "pendingWindowInDays", "have value between 7 and 30")
            }
            var key = try lookup.keyButNoAlias(request.keyID)
            try lookup.checkNotPendingDeletion(key)
            if try lookup.livingReplicas(of: key).isEmpty {
                key.state = .pendingDeletion
                key.deletionDate = lookup.now.addingTimeInterval(Double(days) * 86_400)
            } else {
                key.state = .pendingReplicaDeletion
                key.pendingWindowInDays = days
            }
            try lookup.records.save(key)
            return ScheduleKeyDeletionResponse(
                keyID: key.arn, deletionDate: key.deletionDate, keyState: key.state, pendingWindowInDays: days)
        }
    }

    /// Keeps a key that was to be deleted. It is then disabled.
    ///
    /// See [CancelKeyDeletion](https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `InvalidArnException`; `KMSInvalidStateException` where the key
    ///   was not to be deleted.
    public func cancelKeyDeletion(_ request: CancelKeyDeletionRequest) async throws -> CancelKeyDeletionResponse {
        try await change(.cancelKeyDeletion, key: request.keyID) { lookup in
            var key = try lookup.keyButNoAlias(request.keyID)
            guard key.isPendingDeletion else {
                throw KMSError(.kmsInvalidState, message: "\(key.arn) is not pending deletion.")
            }
            key.state = .disabled
            key.deletionDate = nil
            key.pendingWindowInDays = nil
            try lookup.records.save(key)
            return CancelKeyDeletionResponse(keyID: key.arn)
        }
    }
}
