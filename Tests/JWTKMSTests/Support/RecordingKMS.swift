// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import LocalKMS
import Synchronization

/// A KMS that counts what it is asked, and answers otherwise where a test tells it to.
final class RecordingKMS: KMSClient, KMSMACClient, KMSKeyDirectory {
    struct Hooks: Sendable {
        var sign: (@Sendable (SignRequest, SignResponse) async throws -> SignResponse)?
        var verify: (@Sendable (VerifyRequest) async throws -> VerifyResponse?)?
        var getPublicKey: (@Sendable (GetPublicKeyRequest) async throws -> GetPublicKeyResponse?)?
        var generateMac: (@Sendable (GenerateMacRequest, GenerateMacResponse) async throws -> GenerateMacResponse)?
        var verifyMac: (@Sendable (VerifyMacRequest) async throws -> VerifyMacResponse?)?
        var describeKey: (@Sendable (DescribeKeyRequest, DescribeKeyResponse) async throws -> DescribeKeyResponse)?
    }

    private struct State {
        var calls: [(KMSOperation, String)] = []
        var hooks = Hooks()
    }

    let kms: LocalKMS
    private let state = Mutex(State())

    init(_ kms: LocalKMS = LocalKMS()) { self.kms = kms }

    /// The operations that were called, and with which key.
    var calls: [(KMSOperation, String)] { state.withLock { $0.calls } }

    func count(_ operation: KMSOperation) -> Int { calls.count { $0.0 == operation } }

    func change(_ change: (inout Hooks) -> Void) { state.withLock { change(&$0.hooks) } }

    func sign(_ request: SignRequest) async throws -> SignResponse {
        let hooks = note(.sign, request.keyID)
        let answer = try await kms.sign(request)
        return try await hooks.sign?(request, answer) ?? answer
    }

    func verify(_ request: VerifyRequest) async throws -> VerifyResponse {
        let hooks = note(.verify, request.keyID)
        if let answer = try await hooks.verify?(request) { return answer }
        return try await kms.verify(request)
    }

    func getPublicKey(_ request: GetPublicKeyRequest) async throws -> GetPublicKeyResponse {
        let hooks = note(.getPublicKey, request.keyID)
        if let answer = try await hooks.getPublicKey?(request) { return answer }
        return try await kms.getPublicKey(request)
    }

    func generateMac(_ request: GenerateMacRequest) async throws -> GenerateMacResponse {
        let hooks = note(.generateMac, request.keyID)
        let answer = try await kms.generateMac(request)
        return try await hooks.generateMac?(request, answer) ?? answer
    }

    func verifyMac(_ request: VerifyMacRequest) async throws -> VerifyMacResponse {
        let hooks = note(.verifyMac, request.keyID)
        if let answer = try await hooks.verifyMac?(request) { return answer }
        return try await kms.verifyMac(request)
    }

    func describeKey(_ request: DescribeKeyRequest) async throws -> DescribeKeyResponse {
        let hooks = note(.describeKey, request.keyID)
        let answer = try await kms.describeKey(request)
        return try await hooks.describeKey?(request, answer) ?? answer
    }

    func listKeys(_ request: ListKeysRequest) async throws -> ListKeysResponse { try await kms.listKeys(request) }

    func listAliases(_ request: ListAliasesRequest) async throws -> ListAliasesResponse {
        try await kms.listAliases(request)
    }

    func listResourceTags(_ request: ListResourceTagsRequest) async throws -> ListResourceTagsResponse {
        try await kms.listResourceTags(request)
    }

    private func note(_ operation: KMSOperation, _ key: String) -> Hooks {
        state.withLock { state in
            state.calls.append((operation, key))
            return state.hooks
        }
    }
}

extension LocalKMS {
    /// Makes a key, and a name for it.
    ///
    /// - Returns: its ARN.
    func makeKey(_ spec: KeySpec = .eccNISTP256, alias: String? = nil) async throws -> String {
        let usage = JWSAlgorithm.serving(spec).first?.keyUsage ?? .signVerify
        let arn = try await createKey(CreateKeyRequest(keySpec: spec, keyUsage: usage)).keyMetadata.arn
        if let alias { try await createAlias(CreateAliasRequest(aliasName: alias, targetKeyID: arn)) }
        return arn
    }

    /// Points a name to another key.
    func move(_ alias: String, to arn: String) async throws {
        try await updateAlias(UpdateAliasRequest(aliasName: alias, targetKeyID: arn))
    }
}
