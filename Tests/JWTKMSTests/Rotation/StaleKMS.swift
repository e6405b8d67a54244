// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKMS
import KMSAPI
import LocalKMS

/// A KMS that shows one operator the aliases as they were.
final class StaleKMS: KMSKeyDirectory, KMSAdministration {
    let kms: LocalKMS
    let aliases: [String: String]

    init(_ kms: LocalKMS, aliases: [String: String]) { (self.kms, self.aliases) = (kms, aliases) }

    func describeKey(_ request: DescribeKeyRequest) async throws -> DescribeKeyResponse {
        guard request.keyID.hasPrefix("alias/") else { return try await kms.describeKey(request) }
        guard let key = aliases[request.keyID] else { throw KMSError(.notFound, message: "no such alias") }
        return try await kms.describeKey(DescribeKeyRequest(keyID: key))
    }
    func listKeys(_ request: ListKeysRequest) async throws -> ListKeysResponse { try await kms.listKeys(request) }
    func listAliases(_ request: ListAliasesRequest) async throws -> ListAliasesResponse {
        try await kms.listAliases(request)
    }
    func listResourceTags(_ request: ListResourceTagsRequest) async throws -> ListResourceTagsResponse {
        try await kms.listResourceTags(request)
    }
    func createKey(_ request: CreateKeyRequest) async throws -> CreateKeyResponse { try await kms.createKey(request) }
    func createAlias(_ request: CreateAliasRequest) async throws { try await kms.createAlias(request) }
    func updateAlias(_ request: UpdateAliasRequest) async throws { try await kms.updateAlias(request) }
    func deleteAlias(_ request: DeleteAliasRequest) async throws { try await kms.deleteAlias(request) }
    func enableKey(_ request: EnableKeyRequest) async throws { try await kms.enableKey(request) }
    func disableKey(_ request: DisableKeyRequest) async throws { try await kms.disableKey(request) }
    func scheduleKeyDeletion(_ request: ScheduleKeyDeletionRequest) async throws -> ScheduleKeyDeletionResponse {
        try await kms.scheduleKeyDeletion(request)
    }
    func cancelKeyDeletion(_ request: CancelKeyDeletionRequest) async throws -> CancelKeyDeletionResponse {
        try await kms.cancelKeyDeletion(request)
    }
    func getKeyPolicy(_ request: GetKeyPolicyRequest) async throws -> GetKeyPolicyResponse {
        try await kms.getKeyPolicy(request)
    }
    func tagResource(_ request: TagResourceRequest) async throws { try await kms.tagResource(request) }
    func untagResource(_ request: UntagResourceRequest) async throws { try await kms.untagResource(request) }
}
