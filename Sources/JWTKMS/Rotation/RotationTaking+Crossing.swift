// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// KMS changes no alias on condition that it still names a certain key: of two operators who cross, each may overwrite what
/// the other wrote a moment before. So whoever has moved keys looks again. The last to change an alias is the last to look,
/// and sees what both have done, as far as KMS shows it.
extension RotationTaking {
    /// Changes aliases, as far as nobody else has, and looks again.
    ///
    /// - Parameters:
    ///   - before: the state by which aliases are changed.
    ///   - over: the key that is to lose its names.
    func mendingCrossing(
        _ before: RotationState, over: String? = nil, _ change: () async throws -> Void
    ) async throws {
        do {
            try await change()
        } catch let error as KMSError {
            try? await mendCrossing(before, over: over)
            throw error
        }
        try await mendCrossing(before, over: over)
    }

    func mendCrossing(_ before: RotationState, over: String? = nil) async throws {
        for key in before.used where key.keyState == .enabled {
            let names = try await keys.names(of: key.keyID)
            switch try await keys.keyState(key.keyID) {
            case .enabled where names.isEmpty && key.keyID != over && key.keyID != before.next?.keyID:
                try await giveName(key.keyID)
            case .disabled where !names.isSubset(of: [aliases.revoked]):
                try await revokeAnew(key.keyID)
            default: break
            }
        }
    }

    /// Its tokens live, and it has lost its last name.
    private func giveName(_ keyID: String) async throws {
        for index in 0..<RotationAliases.mostPrevious {
            do {
                return try await apply(.create(aliases.previous(index), keyID: keyID))
            } catch let error as KMSError where error.kind == .conflict {
                // That one is another's.
            }
        }
        throw Self.conflict(aliases.current, "has more keys before than are followed", keyID)
    }

    /// Another has revoked it meanwhile, and it was given a name all the same. The next look finishes it; but for one that is
    /// being revoked already, which is finished first.
    private func revokeAnew(_ keyID: String) async throws {
        do {
            try await apply(.create(aliases.revoked, keyID: keyID))
        } catch let error as KMSError where error.kind == .conflict {}
    }
}
