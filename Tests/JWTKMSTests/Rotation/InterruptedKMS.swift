// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKMS
import KMSAPI
import LocalKMS
import Synchronization

/// A KMS for one operator, who may be broken off at any call, or held up there while others work.
final class InterruptedKMS: KMSKeyDirectory, KMSAdministration {
    struct BrokenOff: Error {}

    /// What happens at a call.
    enum Interruption: Sendable {
        /// It is not made, and nothing after it.
        case before
        /// It is made, its answer is lost, and nothing is made after it.
        case after
        /// It waits for this, and is made then.
        case meanwhile(@Sendable () async throws -> Void)
    }

    private struct State {
        var calls: [KMSOperation] = []
        var at: (call: Int, interruption: Interruption)?
        var isBrokenOff = false
        var listsNothing = false
        var keyUsage: KeyUsage?
    }

    let kms: LocalKMS
    /// After every call that was made.
    let observe: (@Sendable () async throws -> Void)?
    private let state = Mutex(State())

    init(_ kms: LocalKMS, observe: (@Sendable () async throws -> Void)? = nil) {
        self.kms = kms
        self.observe = observe
    }

    /// What was asked.
    var calls: [KMSOperation] { state.withLock { $0.calls } }

    /// From now on no key is listed, as if all were too new.
    func listNothing() { state.withLock { $0.listsNothing = true } }

    /// From now on every key is for this.
    func answersKeyUsage(_ usage: KeyUsage) { state.withLock { $0.keyUsage = usage } }

    /// The call of this number, counted from now on, is interrupted.
    func interrupt(_ call: Int, _ interruption: Interruption) {
        state.withLock { $0 = State(at: (call, interruption)) }
    }

    private func call<Answer>(_ operation: KMSOperation, _ make: () async throws -> Answer) async throws -> Answer {
        let interruption = try state.withLock { state throws(BrokenOff) -> Interruption? in
            guard !state.isBrokenOff else { throw BrokenOff() }
            state.calls.append(operation)
            guard let (call, interruption) = state.at, call == state.calls.count else { return nil }
            if case .meanwhile = interruption { return interruption }
            state.isBrokenOff = true
            return interruption
        }
        if case .before = interruption { throw BrokenOff() }
        if case .meanwhile(let work) = interruption { try await work() }
        let answer = try await make()
        try await observe?()
        if case .after = interruption { throw BrokenOff() }
        return answer
    }

    func describeKey(_ request: DescribeKeyRequest) async throws -> DescribeKeyResponse {
        try await call(.describeKey) {
            var answer = try await kms.describeKey(request)
            answer.keyMetadata.keyUsage = state.withLock { $0.keyUsage } ?? answer.keyMetadata.keyUsage
            return answer
        }
    }
    func listKeys(_ request: ListKeysRequest) async throws -> ListKeysResponse {
        try await call(.listKeys) {
            let answer = try await kms.listKeys(request)
            return state.withLock { $0.listsNothing } ? ListKeysResponse(keys: []) : answer
        }
    }
    func listAliases(_ request: ListAliasesRequest) async throws -> ListAliasesResponse {
        try await call(.listAliases) { try await kms.listAliases(request) }
    }
    func listResourceTags(_ request: ListResourceTagsRequest) async throws -> ListResourceTagsResponse {
        try await call(.listResourceTags) { try await kms.listResourceTags(request) }
    }
    func createKey(_ request: CreateKeyRequest) async throws -> CreateKeyResponse {
        try await call(.createKey) { try await kms.createKey(request) }
    }
    func createAlias(_ request: CreateAliasRequest) async throws {
        try await call(.createAlias) { try await kms.createAlias(request) }
    }
    func updateAlias(_ request: UpdateAliasRequest) async throws {
        try await call(.updateAlias) { try await kms.updateAlias(request) }
    }
    func deleteAlias(_ request: DeleteAliasRequest) async throws {
        try await call(.deleteAlias) { try await kms.deleteAlias(request) }
    }
    func enableKey(_ request: EnableKeyRequest) async throws {
        try await call(.enableKey) { try await kms.enableKey(request) }
    }
    func disableKey(_ request: DisableKeyRequest) async throws {
        try await call(.disableKey) { try await kms.disableKey(request) }
    }
    func scheduleKeyDeletion(_ request: ScheduleKeyDeletionRequest) async throws -> ScheduleKeyDeletionResponse {
        try await call(.scheduleKeyDeletion) { try await kms.scheduleKeyDeletion(request) }
    }
    func cancelKeyDeletion(_ request: CancelKeyDeletionRequest) async throws -> CancelKeyDeletionResponse {
        try await call(.cancelKeyDeletion) { try await kms.cancelKeyDeletion(request) }
    }
    func getKeyPolicy(_ request: GetKeyPolicyRequest) async throws -> GetKeyPolicyResponse {
        try await call(.getKeyPolicy) { try await kms.getKeyPolicy(request) }
    }
    func tagResource(_ request: TagResourceRequest) async throws {
        try await call(.tagResource) { try await kms.tagResource(request) }
    }
    func untagResource(_ request: UntagResourceRequest) async throws {
        try await call(.untagResource) { try await kms.untagResource(request) }
    }
}
