// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension RotationTaking {
    /// The order is such that what is still to be done can be seen in the aliases, wherever it is broken off.
    func revoke(_ key: RotationState.Key, _ state: RotationState) async throws {
        var untagged: (any Error)?
        // A key that is to be deleted takes neither names nor tags.
        if !key.keyState.isPendingDeletion {
            if state.revoked?.keyID != key.keyID { try await apply(.create(aliases.revoked, keyID: key.keyID)) }
            // It is no leftover that could be taken for the next one. A tag that can't be written keeps nobody from revoking.
            do { try await mark(key, .demoted) } catch let error as KMSError { untagged = error }
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
        try await unlessPendingDeletion(key.keyID) {
            try await client.disableKey(DisableKeyRequest(keyID: key.keyID))
        }
        if state.current.keyID != replacement.keyID { try await mark(replacement, .promoted) }
        // As long as it has another name, or KMS shows one, it is not done: the next look goes on.
        if try await loseNames(key.keyID) { try await apply(.delete(aliases.revoked, keyID: key.keyID)) }
        try await mendCrossing(state, over: key.keyID)
        if let untagged { throw untagged }
    }

    /// Names that another gave it meanwhile.
    ///
    /// - Returns: whether it has none any more; it does where it signs.
    private func loseNames(_ keyID: String) async throws -> Bool {
        let names = try await keys.names(of: keyID).subtracting([aliases.revoked])
        for alias in names where alias != aliases.current { try await apply(.delete(alias, keyID: keyID)) }
        return !names.contains(aliases.current)
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
