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
/// change it too. Mostly both make the same change, or one of them finds the other's and stops; what one has overwritten is
/// mended by whoever looks last.
struct RotationTaking: Sendable {
    let keys: RotationKeys
    let policy: RotationPolicy
    let now: @Sendable () -> Date

    var client: any KMSKeyDirectory & KMSAdministration { keys.client }
    var aliases: RotationAliases { keys.aliases }

    /// - Returns: what was done: a key that somebody uses by another name is released and not deleted.
    /// - Throws: `KMSError`; of kind `conflict` where somebody else has changed what the step is about. `CancellationError`.
    func take(_ step: RotationStep, _ state: RotationState) async throws -> RotationStep {
        let moves = RotationMoves(state, aliases)
        var isReleased = false
        switch step.action {
        case .create: try await publish(try await keys.make(like: state.current))
        case .publish(let keyID): try await publish(try key(keyID, state))
        case .promote(let keyID):
            try await mendingCrossing(state) {
                for change in moves.promotion(of: keyID) { try await apply(change) }
                try await mark(try key(keyID, state), .promoted)
                if state.current.keyID != keyID { try await mark(state.current, .demoted) }
            }
        case .retire(let keyID):
            isReleased = try await !scheduleDeletion(keyID)
            try await retire(keyID, moves, state)
        case .release(let keyID): try await retire(keyID, moves, state)
        case .discard(let keyID): isReleased = try await !scheduleDeletion(keyID)
        case .revoke(let keyID): try await revoke(try key(keyID, state), state)
        case .mark(let keyID, let mark): try await self.mark(try key(keyID, state), mark)
        }
        guard isReleased, let keyID = step.action.keyID else { return step }
        return RotationStep(action: .release(keyID: keyID), due: step.due)
    }

    private func retire(_ keyID: String, _ moves: RotationMoves, _ state: RotationState) async throws {
        try await mendingCrossing(state, over: keyID) {
            for change in moves.retirement(of: keyID) { try await apply(change) }
        }
    }

    private func key(_ keyID: String, _ state: RotationState) throws(KMSError) -> RotationState.Key {
        guard let key = state.key(keyID) else {
            throw KMSError(.configuration, message: "the key is none of this rotation's", keyReference: keyID)
        }
        return key
    }

    /// Where another operator has published one meanwhile, that one is the next.
    func publish(_ key: RotationState.Key) async throws {
        do {
            try await apply(.create(aliases.next, keyID: key.keyID))
        } catch let error as KMSError where error.kind == .conflict {
            if let other = try await keys.keyID(aliases.next), other != key.keyID {
                _ = try await scheduleDeletion(key.keyID)
            }
            throw error
        }
        try await mark(key, .announced)
    }

    /// Written before what is over is taken away: a mark too many is mended by the next run, one too few is not seen.
    func mark(_ key: RotationState.Key, _ mark: RotationStep.Mark) async throws {
        var marks = key.marks
        marks.set(mark, at: now())
        let (set, removed) = RotationTags.tags(marks, before: key.marks, of: aliases.current)
        try await client.tagResource(TagResourceRequest(keyID: key.keyID, tags: set))
        if !removed.isEmpty { try await client.untagResource(UntagResourceRequest(keyID: key.keyID, tagKeys: removed)) }
    }
}
