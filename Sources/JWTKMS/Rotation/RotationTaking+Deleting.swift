// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension RotationTaking {
    /// A key that signs, or is about to, is never deleted, whatever was seen before; nor one that somebody uses by another
    /// name.
    ///
    /// - Returns: whether it is to be deleted.
    /// - Throws: `KMSError`; of kind `conflict` where the key signs, or is about to.
    func scheduleDeletion(_ keyID: String) async throws -> Bool {
        try await checkIsOver(keyID)
        guard try await !keys.hasOtherNames(keyID) else { return false }
        let request = ScheduleKeyDeletionRequest(keyID: keyID, pendingWindowInDays: policy.deletionWindowInDays)
        try await unlessPendingDeletion(keyID) { _ = try await client.scheduleKeyDeletion(request) }
        do {
            try await checkIsOver(keyID)
        } catch let error as KMSError where error.kind == .conflict {
            // Another operator gave it a name between the look and the call.
            _ = try await client.cancelKeyDeletion(CancelKeyDeletionRequest(keyID: keyID))
            try await client.enableKey(EnableKeyRequest(keyID: keyID))
            throw error
        }
        return true
    }

    /// In the order in which keys move: one that moves meanwhile is seen under one of its names.
    private func checkIsOver(_ keyID: String) async throws {
        for alias in [aliases.next, aliases.current] where try await keys.keyID(alias) == keyID {
            throw Self.conflict(alias, "names the key that was to be deleted", keyID)
        }
    }

    /// A key that is to be deleted already, or gone, refuses: more was not wanted.
    func unlessPendingDeletion(_ keyID: String, _ call: () async throws -> Void) async throws {
        do {
            try await call()
        } catch let error as KMSError where [.kmsInvalidState, .notFound].contains(error.kind) {
            guard try await keys.isPendingDeletionOrGone(keyID) else { throw error }
        }
    }
}
