// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Takes a step. Each call may have been made before, by a run that was broken off or by somebody else: what is already as
/// it is to be is no error.
struct RotationTaking: Sendable {
    let keys: RotationKeys
    let policy: RotationPolicy
    let now: @Sendable () -> Date

    private var client: any KMSKeyDirectory & KMSAdministration { keys.client }
    private var aliases: RotationAliases { keys.aliases }

    /// - Throws: `KMSError`; `CancellationError`.
    func take(_ step: RotationStep, _ state: RotationState) async throws {
        let moves = RotationMoves(state, aliases)
        switch step.action {
        case .create: try await publish(try await make(like: state.current))
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
        let all = [state.current, state.next, state.revoked] + state.previous + state.unpublished
        guard let key = all.compactMap({ $0 }).first(where: { $0.keyID == keyID }) else {
            throw KMSError(.configuration, message: "the key is none of this rotation's", keyReference: keyID)
        }
        return key
    }

    private func make(like key: RotationState.Key) async throws -> RotationState.Key {
        let (tags, _) = RotationTags.tags(RotationMarks(), of: aliases.current)
        let made = try await client.createKey(
            CreateKeyRequest(
                keySpec: key.keySpec, keyUsage: key.keyUsage,
                description: "Signs tokens as \(aliases.current), in its turn",
                tags: tags)
        ).keyMetadata
        return RotationState.Key(
            keyID: made.keyID, keySpec: key.keySpec, keyUsage: key.keyUsage, creationDate: made.creationDate ?? now())
    }

    private func publish(_ key: RotationState.Key) async throws {
        try await apply(.create(aliases.next, keyID: key.keyID))
        try await mark(key, .announced)
    }

    /// The order is such that what is still to be done can be seen in the aliases, wherever it is broken off.
    private func revoke(_ key: RotationState.Key, _ state: RotationState) async throws {
        var state = state
        state.revoked = key
        let found = RotationRules(state: state, policy: policy, now: now()).replacement
        try await apply(.create(aliases.revoked, keyID: key.keyID))
        // It is no leftover that could be taken for the next one, or deleted.
        try await mark(key, .demoted)
        let replacement = if let found { found } else { try await make(like: key) }
        for change in RotationMoves(state, aliases).revocation(of: key.keyID, replacement: replacement.keyID) {
            try await apply(change)
        }
        try await mark(replacement, .promoted)
        try await client.disableKey(DisableKeyRequest(keyID: key.keyID))
        try await apply(.delete(aliases.revoked))
    }

    private func apply(_ change: RotationAliases.Change) async throws {
        switch change {
        case .create(let alias, let keyID), .update(let alias, let keyID):
            try await point(alias, to: keyID)
        case .delete(let alias):
            do {
                try await client.deleteAlias(DeleteAliasRequest(aliasName: alias))
            } catch let error as KMSError where error.kind == .notFound {}
        }
    }

    /// KMS is consistent after a while only: what was just made may not be found yet, and the other way round.
    private func point(_ alias: String, to keyID: String) async throws {
        do {
            try await client.createAlias(CreateAliasRequest(aliasName: alias, targetKeyID: keyID))
        } catch let error as KMSError where error.kind == .alreadyExists {
            try await client.updateAlias(UpdateAliasRequest(aliasName: alias, targetKeyID: keyID))
        }
    }

    private func scheduleDeletion(_ keyID: String) async throws {
        do {
            _ = try await client.scheduleKeyDeletion(
                ScheduleKeyDeletionRequest(keyID: keyID, pendingWindowInDays: policy.deletionWindowInDays))
        } catch let error as KMSError where [.kmsInvalidState, .notFound].contains(error.kind) {
            // That it is to be deleted already is what was wanted; anything else is told by the state.
            let state = try? await client.describeKey(DescribeKeyRequest(keyID: keyID)).keyMetadata.keyState
            guard error.kind == .notFound || state == .pendingDeletion || state == .pendingReplicaDeletion else {
                throw error
            }
        }
    }

    /// Written before what is over is taken away: a mark too many is mended by the next run, one too few is not seen.
    private func mark(_ key: RotationState.Key, _ mark: RotationStep.Mark) async throws {
        var marks = key.marks
        marks.set(mark, at: now())
        let (set, removed) = RotationTags.tags(marks, of: aliases.current)
        try await client.tagResource(TagResourceRequest(keyID: key.keyID, tags: set))
        let stale = zip(RotationTags.times, [key.marks.announced, key.marks.promoted, key.marks.demoted])
            .filter { removed.contains($0.0) && $0.1 != nil }.map(\.0)
        if !stale.isEmpty { try await client.untagResource(UntagResourceRequest(keyID: key.keyID, tagKeys: stale)) }
    }
}
