// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import JWTKMS
import KMSAPI
import Logging
import Synchronization

/// What the collections that have these keys ask.
extension RemoteJWKS: KeySource {
    /// Waits only where nothing that is known may be gone by.
    package func use() async throws {
        let step = decide { $0.use(now: $1) }
        if step.decision == .serve || step.decision == .fetchAndServe { publishChangedTimes() }
        do {
            try await act(on: step)
        } catch let error as KMSError {
            // Whatever it was, it is no fault of the token's, and the user may have set up nothing wrong.
            throw error.isRetryable ? error : shared.withLock { unavailable($0) }
        }
    }

    package func readAgain() async throws {
        let step = decide { $0.readAgain(now: $1) }
        guard step.decision == .wait else { return try await act(on: step) }
        do { try await act(on: step) } catch is KMSError {}
        try await act(on: decide { $0.readAgain(now: $1) })
    }

    package func lookForNewKey(isKnown: Bool) async -> Bool {
        if !isKnown { metrics.countUnknownKID() }
        let step = decide { $0.useUnknown(now: $1) }
        defer { setAlarm() }
        // Who waits for a fetch may leave, and one that failed brought nothing: neither is worth another look.
        guard step.decision == .wait || step.decision == .fetchAndWait, (try? await act(on: step)) != nil else {
            return false
        }
        if step.decision == .wait { shared.withLock { $0.schedule.stillUnknown() } }
        return true
    }
}
#endif
