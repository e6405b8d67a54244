// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
public import KMSAPI

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension AWSKMSClient: KMSClient {
    /// [Sign](https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func sign(_ request: SignRequest) async throws -> SignResponse {
        try await call(request, key: request.keyID)
    }

    /// [Verify](https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func verify(_ request: VerifyRequest) async throws -> VerifyResponse {
        try await call(request, key: request.keyID)
    }

    /// [GetPublicKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func getPublicKey(_ request: GetPublicKeyRequest) async throws -> GetPublicKeyResponse {
        try await call(request, key: request.keyID)
    }
}

extension AWSKMSClient: KMSMACClient {
    /// [GenerateMac](https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func generateMac(_ request: GenerateMacRequest) async throws -> GenerateMacResponse {
        try await call(request, key: request.keyID)
    }

    /// [VerifyMac](https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func verifyMac(_ request: VerifyMacRequest) async throws -> VerifyMacResponse {
        try await call(request, key: request.keyID)
    }
}

extension AWSKMSClient: KMSKeyDirectory {
    /// A page of 1000 keys is longer than any other answer.
    static let maximumListBytes = 1_048_576

    /// [DescribeKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func describeKey(_ request: DescribeKeyRequest) async throws -> DescribeKeyResponse {
        try await call(request, key: request.keyID)
    }

    /// [ListKeys](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func listKeys(_ request: ListKeysRequest) async throws -> ListKeysResponse {
        try await call(request, key: nil, maximumBodyBytes: Self.maximumListBytes)
    }

    /// [ListAliases](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func listAliases(_ request: ListAliasesRequest) async throws -> ListAliasesResponse {
        try await call(request, key: request.keyID, maximumBodyBytes: Self.maximumListBytes)
    }

    /// [ListResourceTags](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func listResourceTags(_ request: ListResourceTagsRequest) async throws -> ListResourceTagsResponse {
        try await call(request, key: request.keyID, maximumBodyBytes: Self.maximumListBytes)
    }
}

extension AWSKMSClient: KMSAdministration {
    /// By the header `Date` of the last answer; this machine's time before the first.
    public var serverTime: Date { time.time(at: timing.now()) }

    /// [CreateAlias](https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func createAlias(_ request: CreateAliasRequest) async throws {
        _ = try await call(request, key: request.aliasName)
    }

    /// [UpdateAlias](https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func updateAlias(_ request: UpdateAliasRequest) async throws {
        _ = try await call(request, key: request.aliasName)
    }

    /// [DeleteAlias](https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func deleteAlias(_ request: DeleteAliasRequest) async throws {
        _ = try await call(request, key: request.aliasName)
    }

    /// [EnableKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func enableKey(_ request: EnableKeyRequest) async throws {
        _ = try await call(request, key: request.keyID)
    }

    /// [DisableKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func disableKey(_ request: DisableKeyRequest) async throws {
        _ = try await call(request, key: request.keyID)
    }

    /// [ScheduleKeyDeletion](https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func scheduleKeyDeletion(_ request: ScheduleKeyDeletionRequest) async throws -> ScheduleKeyDeletionResponse {
        try await call(request, key: request.keyID)
    }

    /// [CancelKeyDeletion](https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func cancelKeyDeletion(_ request: CancelKeyDeletionRequest) async throws -> CancelKeyDeletionResponse {
        try await call(request, key: request.keyID)
    }

    /// [GetKeyPolicy](https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func getKeyPolicy(_ request: GetKeyPolicyRequest) async throws -> GetKeyPolicyResponse {
        try await call(request, key: request.keyID)
    }

    /// [TagResource](https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func tagResource(_ request: TagResourceRequest) async throws {
        _ = try await call(request, key: request.keyID)
    }

    /// [UntagResource](https://docs.aws.amazon.com/kms/latest/APIReference/API_UntagResource.html). Throws `KMSError`, and `CancellationError` where the task was cancelled.
    public func untagResource(_ request: UntagResourceRequest) async throws {
        _ = try await call(request, key: request.keyID)
    }
}
#endif
