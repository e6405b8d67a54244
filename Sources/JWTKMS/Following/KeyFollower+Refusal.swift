// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Synchronization

/// What follows when KMS refuses to use a key of the rotation: it was revoked or retired since the aliases were read.
extension KeyFollower {
    /// Reads the aliases at once, together with all who ask. A key that stays refused makes few readings, however many tokens
    /// there are: ``FollowTiming/looksAfterRefusal(_:chance:)``.
    ///
    /// - Parameter isReplaced: whether the collection has something else to use by now, by what the aliases name.
    /// - Returns: whether it is worth another try.
    /// - Throws: `CancellationError`.
    func readAfterRefusal(_ isReplaced: (FollowedKeys) -> Bool) async throws -> Bool {
        let (isReplacedNow, flight) = shared.withLock { (isReplaced($0.keys), $0.flight) }
        if isReplacedNow { return true }
        // It may have begun before KMS refused, and read the alias before it changed.
        if let flight { do { try await flight.wait() } catch is KMSError {} }
        let now = clock.elapsed()
        // Looked at together: a reading that ends between two looks would be seen by neither.
        let (isDone, mayRead) = shared.withLock { shared in
            if isReplaced(shared.keys) { return (true, false) }
            return (false, shared.flight != nil || shared.timing.looksAfterRefusal(now, chance: clock.random()))
        }
        guard mayRead else { return isDone }
        do { try await read() } catch is KMSError { return false }
        // The key can be used again, as far as the alias tells.
        return shared.withLock { isReplaced($0.keys) || $0.keys.troubles[alias] == nil }
    }

    /// The refusal as it is told: another key may sign in a moment, so the same call may work later.
    func explaining(_ refusal: KMSError) -> KMSError {
        var error = refusal
        error.isRetryable = true
        error.message += ". It is a key of the rotation of \(alias), whose aliases name no other in its place yet"
        return error
    }
}

extension KMSError {
    /// Whether KMS says that the key is not there or not to be used: it was revoked, retired or deleted.
    var endsKey: Bool { [.notFound, .disabled, .kmsInvalidState].contains(kind) }
}
