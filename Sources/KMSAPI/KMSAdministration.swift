// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What making and retiring keys needs of a KMS: create keys, move aliases, tag, disable, schedule deletion.
///
/// It is apart from ``KMSClient`` because a server that signs should never be allowed any of it.
/// Every function throws ``KMSError``.
public protocol KMSAdministration: Sendable {
    /// What time it is for the KMS, as far as is known: what is due is judged by that, wherever it is done. A client that
    /// does not know gives this machine's time, which is what it gives if it has none of its own.
    var serverTime: Date { get }

    /// Makes a key. Throws ``KMSError``.
    ///
    /// Not idempotent: repeating a call whose answer was lost makes a second key.
    /// See [CreateKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html).
    func createKey(_ request: CreateKeyRequest) async throws -> CreateKeyResponse

    /// Gives a key a name of the form `alias/...`. Throws ``KMSError``.
    ///
    /// See [CreateAlias](https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html).
    func createAlias(_ request: CreateAliasRequest) async throws

    /// Points an alias to another key of the same kind. Throws ``KMSError``.
    ///
    /// See [UpdateAlias](https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html).
    func updateAlias(_ request: UpdateAliasRequest) async throws

    /// Removes an alias; the key stays. Throws ``KMSError``.
    ///
    /// See [DeleteAlias](https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html).
    func deleteAlias(_ request: DeleteAliasRequest) async throws

    /// Lets a disabled key be used again. Throws ``KMSError``.
    ///
    /// See [EnableKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html).
    func enableKey(_ request: EnableKeyRequest) async throws

    /// Stops a key from being used, until it is enabled again. Throws ``KMSError``.
    ///
    /// See [DisableKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html).
    func disableKey(_ request: DisableKeyRequest) async throws

    /// Deletes a key after 7 to 30 days, in which it can't be used. Throws ``KMSError``.
    ///
    /// See [ScheduleKeyDeletion](https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html).
    func scheduleKeyDeletion(_ request: ScheduleKeyDeletionRequest) async throws -> ScheduleKeyDeletionResponse

    /// Keeps a key that was to be deleted; it is then disabled. Throws ``KMSError``.
    ///
    /// See [CancelKeyDeletion](https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html).
    func cancelKeyDeletion(_ request: CancelKeyDeletionRequest) async throws -> CancelKeyDeletionResponse

    /// Who may do what with a key. Throws ``KMSError``.
    ///
    /// See [GetKeyPolicy](https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html).
    func getKeyPolicy(_ request: GetKeyPolicyRequest) async throws -> GetKeyPolicyResponse

    /// Adds tags to a key, or changes their values. Throws ``KMSError``.
    ///
    /// See [TagResource](https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html).
    func tagResource(_ request: TagResourceRequest) async throws

    /// Removes tags from a key. Throws ``KMSError``.
    ///
    /// See [UntagResource](https://docs.aws.amazon.com/kms/latest/APIReference/API_UntagResource.html).
    func untagResource(_ request: UntagResourceRequest) async throws
}

extension KMSAdministration {
    /// This machine's time.
    public var serverTime: Date { Date() }
}
