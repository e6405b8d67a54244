// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
package import JWTKMS
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

    package func lookForNewKey(unknownKID: Int?) async -> KeySearch {
        if unknownKID != nil { metrics.countUnknownKID() }
        let step = decide { $0.useUnknown(unknownKID, now: $1) }
        defer { setAlarm() }
        // Who waits for a fetch may leave, and one that failed brought nothing: neither is worth another look.
        var isFetched = step.decision == .wait || step.decision == .fetchAndWait
        if isFetched { isFetched = (try? await act(on: step)) != nil }
        let now = clock.elapsed()
        return shared.withLock { [isFetched] shared in
            if step.decision == .wait, isFetched { shared.schedule.stillUnknown() }
            let isAsked = unknownKID.map { shared.schedule.wasAsked($0) } ?? true
            return KeySearch(mayHaveCome: isFetched, unasked: isAsked ? nil : unasked(shared, now: now))
        }
    }

    /// Why a token with an unknown kid could not be checked: the issuer was not asked about the kid yet.
    private func unasked(_ shared: Shared, now: Duration) -> KMSError {
        let wait = shared.schedule.nextQuestion(now: now) - now
        let why = shared.lastError.map { ", and the last fetch failed: \($0.message)" } ?? ""
        return KMSError(
            .transport,
            message:
                "the token could not be checked: it names a key that the last fetched keys of \(name) do not have. They may "
                + "be fetched again in \(wait.text)\(why)",
            isRetryable: true, underlying: shared.lastError)
    }
}
#endif
