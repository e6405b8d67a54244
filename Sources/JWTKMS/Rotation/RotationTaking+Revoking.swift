// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension RotationTaking {
    /// The order is such that what is still to be done can be seen in the aliases, wherever it is broken off.
    ///
    /// - Throws: `KMSError`; that a tag could not be written is thrown at the end, and keeps nobody from revoking.
    func revoke(_ key: RotationState.Key, _ state: RotationState) async throws {
        // A key that is to be deleted takes neither names nor tags.
        let isDeleted = key.keyState.isPendingDeletion
        if !isDeleted, state.revoked?.keyID != key.keyID {
            try await apply(.create(aliases.revoked, keyID: key.keyID))
        }
        var state = state
        state.revoked = key
        let replacement = try await replace(key, &state)
        try await unlessPendingDeletion(key.keyID) {
            try await client.disableKey(DisableKeyRequest(keyID: key.keyID))
        }
        var untagged: KMSError?
        do {
            // It is no leftover that could be taken for the next one.
            if !isDeleted { try await unlessPendingDeletion(key.keyID) { try await mark(key, .demoted) } }
            if state.current.keyID != replacement.keyID { try await mark(replacement, .promoted) }
        } catch let error as KMSError { untagged = error }
        if try await isNameless(key.keyID) { try await apply(.delete(aliases.revoked, keyID: key.keyID)) }
        try await mendCrossing(state, over: key.keyID)
        if let untagged { throw untagged }
    }

    /// Another key signs, or will, where this one did, which has no name any more but the one of keys that are being revoked.
    private func replace(
        _ key: RotationState.Key, _ state: inout RotationState
    ) async throws -> RotationState.Key {
        let known = [state.current.keyID, state.next?.keyID]
        let replacement = try await replacement(for: key, &state)
        do {
            for change in RotationMoves(state, aliases).revocation(of: key.keyID, replacement: replacement.keyID) {
                try await apply(change)
            }
        } catch let error as KMSError where error.kind == .conflict && !known.contains(replacement.keyID) {
            // Another operator's replacement signs: nobody waits for this one.
            try await apply(.delete(aliases.next, keyID: replacement.keyID))
            _ = try await scheduleDeletion(replacement.keyID)
            throw error
        }
        return replacement
    }

    /// Whether a key has no other name any more. As long as it has one, as another may have given it meanwhile, or KMS shows
    /// one, the next look goes on. Behind a gap nobody would see it: that one is taken away.
    private func isNameless(_ keyID: String) async throws -> Bool {
        let names = try await keys.names(of: keyID).subtracting([aliases.revoked])
        guard !names.isEmpty else { return true }
        let seen = try await keys.state().previous.count
        let hidden = Set((0..<RotationAliases.mostPrevious).dropFirst(seen + 1).map(aliases.previous))
        for alias in names.intersection(hidden) { try await apply(.delete(alias, keyID: keyID)) }
        return names.isSubset(of: hidden)
    }

    /// The key that signs in the place of one that is revoked. One that is made has the name of the next key first: of two
    /// operators who make one, only one can give it that name.
    private func replacement(
        for key: RotationState.Key, _ state: inout RotationState
    ) async throws -> RotationState.Key {
        let found = RotationRules(state: state, policy: policy, now: now()).replacement
        if let found, [state.current.keyID, state.next?.keyID].contains(found.keyID) { return found }
        // It can't sign, or is the one that is revoked.
        if let next = state.next { try await apply(.delete(aliases.next, keyID: next.keyID)) }
        let new = if let found { found } else { try await keys.make(like: key) }
        try await publish(new)
        state.next = new
        return new
    }
}
