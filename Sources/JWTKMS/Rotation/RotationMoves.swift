// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The changes of aliases of which a step consists, in an order in which no key that is to be published is without a name.
struct RotationMoves {
    private let state: RotationState
    private let aliases: RotationAliases

    init(_ state: RotationState, _ aliases: RotationAliases) {
        self.state = state
        self.aliases = aliases
    }

    /// The key that signs becomes the one before, the next one signs, and there is no next one any more. Broken off
    /// anywhere, the rest is what this gives the next time.
    func promotion(of keyID: String) -> [RotationAliases.Change] {
        let announced = state.next.map { [RotationAliases.Change.delete(aliases.next, keyID: $0.keyID)] } ?? []
        // The names of those before were written before it signed.
        guard state.current.keyID != keyID else { return announced }
        let moved = RotationAliases.Change.update(aliases.current, from: state.current.keyID, keyID: keyID)
        return makingRoom(for: keyID) + [moved] + announced
    }

    /// The key that signed becomes the one before, and the others move up until there is room: at the end, or where a key is to
    /// lose its name or has another further up.
    ///
    /// None moves down, as where one goes. KMS may show some names as they were before the keys moved up: of two names that
    /// a key seems to have, the lower may be another's by now, and the upper its only one.
    private func makingRoom(for keyID: String) -> [RotationAliases.Change] {
        let found = state.previous.map { $0?.keyID }
        let staying = keysBefore(besides: keyID)
        let room = found.indices.first { index in
            guard let key = found[index], staying.contains(key) else { return true }
            return found[(index + 1)...].contains(key)
        }
        let others = found.prefix(room ?? found.count) + found.dropFirst((room ?? found.count) + 1)
        return changes(to: [state.current.keyID] + others.compactMap { $0 })
    }

    /// The changes by which a key that is being revoked, and named as such, loses its other names. It is to be disabled
    /// afterwards.
    func revocation(of keyID: String, replacement: String) -> [RotationAliases.Change] {
        let moved =
            state.current.keyID == replacement
            ? [] : [RotationAliases.Change.update(aliases.current, from: state.current.keyID, keyID: replacement)]
        let over = state.next.flatMap { [replacement, keyID].contains($0.keyID) ? $0.keyID : nil }
        let announced = over.map { [RotationAliases.Change.delete(aliases.next, keyID: $0)] } ?? []
        return moved + announced + retirement(of: keyID)
    }

    /// The key has no name any more.
    func retirement(of keyID: String) -> [RotationAliases.Change] {
        changes(to: keysBefore(besides: keyID))
    }

    /// KMS gives no name to a key that is to be deleted: it loses its own where another is to be moved.
    private func keysBefore(besides keyID: String) -> [String] {
        state.keysBefore.filter { $0.keyID != keyID && !$0.keyState.isPendingDeletion }.map(\.keyID)
    }

    private func changes(to wanted: [String]) -> [RotationAliases.Change] {
        aliases.changes(from: state.previous.map { $0?.keyID }, to: wanted)
    }
}
