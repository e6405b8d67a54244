// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import KMSAPI
import LocalKMS

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An operation of KMS as it is served: JSON in, JSON out. A new one is a line of one of the two lists.
struct Operation: Sendable {
    let name: String
    /// Whether it changes keys or aliases: such calls are logged at info, the others at debug.
    private(set) var changes = false
    /// - Throws: `KMSError`; `CancellationError`.
    let answer: @Sendable (Data, LocalKMS) async throws -> Answer

    /// What comes of a call.
    struct Answer: Sendable {
        /// Empty for operations that answer nothing.
        let body: Data
        /// The key as the caller named it; the ARN of one that was made.
        let key: String?
    }

    private static let using: [Operation] = [
        Operation(\SignRequest.keyID) { try await $0.sign($1) },
        Operation(\VerifyRequest.keyID) { try await $0.verify($1) },
        Operation(\GetPublicKeyRequest.keyID) { try await $0.getPublicKey($1) },
        Operation(\GenerateMacRequest.keyID) { try await $0.generateMac($1) },
        Operation(\VerifyMacRequest.keyID) { try await $0.verifyMac($1) },
        Operation(\DescribeKeyRequest.keyID) { try await $0.describeKey($1) },
        Operation(ListKeysRequest.self) { try await $0.listKeys($1) },
        Operation(ListAliasesRequest.self) { try await $0.listAliases($1) },
        Operation(\ListResourceTagsRequest.keyID) { try await $0.listResourceTags($1) },
        Operation(\GetKeyPolicyRequest.keyID) { try await $0.getKeyPolicy($1) },
        Operation(\ListKeyPoliciesRequest.keyID) { try await $0.listKeyPolicies($1) },
        Operation(\GetKeyRotationStatusRequest.keyID) { try await $0.getKeyRotationStatus($1) },
        Operation(\ListKeyRotationsRequest.keyID) { try await $0.listKeyRotations($1) },
        Operation(\GetKeyLastUsageRequest.keyID) { try await $0.getKeyLastUsage($1) },
        Operation(\ListGrantsRequest.keyID) { try await $0.listGrants($1) },
        Operation(ListRetirableGrantsRequest.self) { try await $0.listRetirableGrants($1) },
    ]

    private static let changing: [Operation] = [
        Operation(CreateKeyRequest.self, made: { $0.keyMetadata.arn }) { try await $0.createKey($1) },
        Operation(\CreateAliasRequest.targetKeyID) { try await $0.createAlias($1) },
        Operation(\UpdateAliasRequest.targetKeyID) { try await $0.updateAlias($1) },
        Operation(\DeleteAliasRequest.aliasName) { try await $0.deleteAlias($1) },
        Operation(\EnableKeyRequest.keyID) { try await $0.enableKey($1) },
        Operation(\DisableKeyRequest.keyID) { try await $0.disableKey($1) },
        Operation(\ScheduleKeyDeletionRequest.keyID) { try await $0.scheduleKeyDeletion($1) },
        Operation(\CancelKeyDeletionRequest.keyID) { try await $0.cancelKeyDeletion($1) },
        Operation(\TagResourceRequest.keyID) { try await $0.tagResource($1) },
        Operation(\UntagResourceRequest.keyID) { try await $0.untagResource($1) },
        Operation(\UpdateKeyDescriptionRequest.keyID) { try await $0.updateKeyDescription($1) },
        Operation(\PutKeyPolicyRequest.keyID) { try await $0.putKeyPolicy($1) },
        Operation(\EnableKeyRotationRequest.keyID) { try await $0.enableKeyRotation($1) },
        Operation(\DisableKeyRotationRequest.keyID) { try await $0.disableKeyRotation($1) },
        Operation(\ReplicateKeyRequest.keyID) { try await $0.replicateKey($1) },
        Operation(\CreateGrantRequest.keyID) { try await $0.createGrant($1) },
        Operation(\RetireGrantRequest.keyID) { try await $0.retireGrant($1) },
        Operation(\RevokeGrantRequest.keyID) { try await $0.revokeGrant($1) },
    ]

    /// By their names.
    static let table: [String: Operation] = {
        var table: [String: Operation] = [:]
        for operation in using { table[operation.name] = operation }
        for var operation in changing {
            operation.changes = true
            table[operation.name] = operation
        }
        return table
    }()
}

extension Operation {
    private init<Request: KMSRequest>(
        _ key: any KeyPath<Request, String> & Sendable,
        _ perform: @escaping @Sendable (LocalKMS, Request) async throws -> Request.Response
    ) {
        self.init(Request.self, key: { $0[keyPath: key] }, perform)
    }

    private init<Request: KMSRequest>(
        _ type: Request.Type, key: @escaping @Sendable (Request) -> String? = { _ in nil },
        made: @escaping @Sendable (Request.Response) -> String? = { _ in nil },
        _ perform: @escaping @Sendable (LocalKMS, Request) async throws -> Request.Response
    ) {
        name = Request.operation.rawValue
        answer = { body, kms in
            let request = try RequestBody.decode(Request.self, from: body)
            let response = try await perform(kms, request)
            return Answer(body: try KMSCoding.encoder().encode(response), key: key(request) ?? made(response))
        }
    }

    private init<Request: KMSRequest>(
        _ key: any KeyPath<Request, String?> & Sendable,
        _ perform: @escaping @Sendable (LocalKMS, Request) async throws -> Void
    ) where Request.Response == KMSEmptyResponse {
        self.init(key: { $0[keyPath: key] }, perform)
    }

    private init<Request: KMSRequest>(
        _ key: any KeyPath<Request, String> & Sendable,
        _ perform: @escaping @Sendable (LocalKMS, Request) async throws -> Void
    ) where Request.Response == KMSEmptyResponse {
        self.init(key: { $0[keyPath: key] }, perform)
    }

    private init<Request: KMSRequest>(
        key: @escaping @Sendable (Request) -> String?,
        _ perform: @escaping @Sendable (LocalKMS, Request) async throws -> Void
    ) where Request.Response == KMSEmptyResponse {
        name = Request.operation.rawValue
        answer = { body, kms in
            let request = try RequestBody.decode(Request.self, from: body)
            try await perform(kms, request)
            return Answer(body: Data(), key: key(request))
        }
    }
}
#endif
