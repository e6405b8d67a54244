// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Takes a step. Each call may have been made before, by a run that was broken off or by somebody else: what is already as
/// it is to be is no error, and what is otherwise than it was a moment ago is not touched.
///
/// KMS can't change an alias only if it still names a certain key, so between the look and the change another operator may
/// change it too. All that can come of that is a state that the plan knows: both make the same change, or one of them
/// finds the other's and stops.
struct RotationTaking: Sendable {
    let keys: RotationKeys
    let policy: RotationPolicy
    let now: @Sendable () -> Date

    var client: any KMSKeyDirectory & KMSAdministration { keys.client }
    private var aliases: RotationAliases { keys.aliases }

    /// - Throws: `KMSError`; of kind `conflict` where somebody else has changed what the step is about. `CancellationError`.
    func take(_ step: RotationStep, _ state: RotationState) async throws {
        let moves = RotationMoves(state, aliases)
        switch step.action {
        case .create: try await publish(try await keys.make(like: state.current))
        case .publish(let keyID): try await publish(try key(keyID, state))
        case .promote(let keyID):
            for change in moves.promotion(of: keyID) { try await apply(change) }
            try await mark(try key(keyID, state), .promoted)
            if state.current.keyID != keyID { try await mark(state.current, .demoted) }
        case .retire(let keyID):
            try await scheduleDeletion(keyID)
            for change in moves.retirement(of: keyID) { try await apply(change) }
        case .discard(let keyID): try await scheduleDeletion(keyID)
        case .revoke(let keyID): try await revoke(try key(keyID, state), state)
        case .mark(let keyID, let mark): try await self.mark(try key(keyID, state), mark)
        }
    }

    private func key(_ keyID: String, _ state: RotationState) throws(KMSError) -> RotationState.Key {
        guard let key = state.keys.first(where: { $0.keyID == keyID }) else {
            throw KMSError(.configuration, message: "the key is none of this rotation's", keyReference: keyID)
        }
        return key
    }

    /// Where another operator has published one meanwhile, that one is the next.
    private func publish(_ key: RotationState.Key) async throws {
        do {
            try await apply(.create(aliases.next, keyID: key.keyID))
        } catch let error as KMSError where error.kind == .conflict {
            if let other = try await keys.keyID(aliases.next), other != key.keyID {
                try await scheduleDeletion(key.keyID)
            }
            throw error
        }
        try await mark(key, .announced)
    }

    /// The order is such that what is still to be done can be seen in the aliases, wherever it is broken off.
    private func revoke(_ key: RotationState.Key, _ state: RotationState) async throws {
        // A key that is to be deleted takes neither names nor tags.
        if state.revoked?.keyID != key.keyID, !key.keyState.isPendingDeletion {
            try await apply(.create(aliases.revoked, keyID: key.keyID))
        }
        // It is no leftover that could be taken for the next one.
        if !key.keyState.isPendingDeletion { try await mark(key, .demoted) }
        var state = state
        state.revoked = key
        let found = RotationRules(state: state, policy: policy, now: now()).replacement
        let replacement = if let found { found } else { try await keys.make(like: key) }
        do {
            for change in RotationMoves(state, aliases).revocation(of: key.keyID, replacement: replacement.keyID) {
                try await apply(change)
            }
        } catch let error as KMSError where error.kind == .conflict {
            // Another operator's replacement signs.
            if found == nil, try await keys.keyID(aliases.current) != replacement.keyID {
                try await scheduleDeletion(replacement.keyID)
            }
            throw error
        }
        if state.current.keyID != replacement.keyID { try await mark(replacement, .promoted) }
        try await disable(key.keyID)
        try await apply(.delete(aliases.revoked, keyID: key.keyID))
    }

    private func disable(_ keyID: String) async throws {
        try await unlessPendingDeletion(keyID) { try await client.disableKey(DisableKeyRequest(keyID: keyID)) }
    }

    /// A key that signs, or is about to, is never deleted, whatever was seen before; nor one that somebody uses by another
    /// name: that one is only let go.
    private func scheduleDeletion(_ keyID: String) async throws {
        for alias in [aliases.current, aliases.next] where try await keys.keyID(alias) == keyID {
            throw Self.conflict(alias, "names the key that was to be deleted", keyID)
        }
        guard try await !keys.hasOtherNames(keyID) else { return }
        let request = ScheduleKeyDeletionRequest(keyID: keyID, pendingWindowInDays: policy.deletionWindowInDays)
        try await unlessPendingDeletion(keyID) { _ = try await client.scheduleKeyDeletion(request) }
    }

    /// A key that is to be deleted already, or gone, refuses: more was not wanted.
    private func unlessPendingDeletion(_ keyID: String, _ call: () async throws -> Void) async throws {
        do {
            try await call()
        } catch let error as KMSError where [.kmsInvalidState, .notFound].contains(error.kind) {
            guard try await isPendingDeletionOrGone(keyID) else { throw error }
        }
    }

    private func isPendingDeletionOrGone(_ keyID: String) async throws -> Bool {
        do {
            let key = try await client.describeKey(DescribeKeyRequest(keyID: keyID)).keyMetadata
            return key.keyState?.isPendingDeletion ?? false
        } catch let error as KMSError where error.kind == .notFound {
            return true
        }
    }

    /// Written before what is over is taken away: a mark too many is mended by the next run, one too few is not seen.
    private func mark(_ key: RotationState.Key, _ mark: RotationStep.Mark) async throws {
        var marks = key.marks
        marks.set(mark, at: now())
        let (set, removed) = RotationTags.tags(marks, before: key.marks, of: aliases.current)
        try await client.tagResource(TagResourceRequest(keyID: key.keyID, tags: set))
        if !removed.isEmpty { try await client.untagResource(UntagResourceRequest(keyID: key.keyID, tagKeys: removed)) }
    }
}
