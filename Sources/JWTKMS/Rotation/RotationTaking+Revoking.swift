// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension RotationTaking {
    /// The order is such that what is still to be done can be seen in the aliases, wherever it is broken off.
    func revoke(_ key: RotationState.Key, _ state: RotationState) async throws {
        // A key that is to be deleted takes neither names nor tags.
        if !key.keyState.isPendingDeletion {
            if state.revoked?.keyID != key.keyID { try await apply(.create(aliases.revoked, keyID: key.keyID)) }
            // It is no leftover that could be taken for the next one.
            try await mark(key, .demoted)
        }
        var state = state
        state.revoked = key
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
        if state.current.keyID != replacement.keyID { try await mark(replacement, .promoted) }
        try await unlessPendingDeletion(key.keyID) {
            try await client.disableKey(DisableKeyRequest(keyID: key.keyID))
        }
        try await apply(.delete(aliases.revoked, keyID: key.keyID))
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
