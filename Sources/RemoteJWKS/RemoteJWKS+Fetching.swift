// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import JWTKMS
import KMSAPI
import Logging
import Synchronization

/// How the schedule's decisions are carried out.
extension RemoteJWKS {
    /// Fetches the keys, if they are not known.
    ///
    /// - Throws: `KMSError`, also if no key can verify here; `CancellationError`.
    func load() async throws {
        try await act(on: decide { $0.load(now: $1) })
        // They may have been fetched before, and be of no use.
        if let useless = shared.withLock({ useless($0) }) { throw useless }
    }

    /// Begins a fetch where one is due that nobody waits for.
    ///
    /// - Parameter isRefreshedUnused: whether keys that nobody uses are kept fresh too.
    /// - Returns: the fetch that is under way.
    @discardableResult
    func fetchWhatIsDue(isRefreshedUnused: Bool) -> Flight? {
        decide { $0.beginDue(isRefreshedUnused: isRefreshedUnused, now: $1) ? .fetchAndServe : .serve }.flight
    }

    /// What was decided, and the fetch that it is about.
    struct Step {
        let decision: FetchSchedule.Decision
        let flight: Flight?
    }

    func decide(_ ask: (inout FetchSchedule, Duration) -> FetchSchedule.Decision) -> Step {
        let now = clock.elapsed()
        let (step, isNew) = shared.withLock { shared -> (Step, Bool) in
            let decision = ask(&shared.schedule, now)
            let isNew = decision == .fetchAndServe || decision == .fetchAndWait
            // The fetch belongs to nobody who waits for it, and ends by its own time limit.
            if isNew { shared.flight = Flight(isHeld: true, onAbandon: { _ in }) }
            return (Step(decision: decision, flight: shared.flight), isNew)
        }
        if isNew { step.flight?.start { try await self.fetchNow() } }
        return step
    }

    func act(on step: Step) async throws {
        switch step.decision {
        case .serve, .fetchAndServe: return
        case .fetchAndWait, .wait: try await step.flight?.wait()
        case .fail: throw shared.withLock { unavailable($0) }
        }
    }

    /// Why no token of the issuer can be checked now, whatever came of the last fetch: never the fault of a token.
    func unavailable(_ shared: Shared) -> KMSError {
        if let useless = useless(shared) {
            return KMSError(.transport, message: useless.message, isRetryable: true, underlying: useless)
        }
        let last = shared.lastError
        let why = last.map { ": \($0.message)" } ?? ""
        let what = shared.set != nil ? "could not be fetched for too long" : "were not fetched yet"
        return KMSError(
            .transport,
            message: "the keys of \(name) \(what), so no token of theirs can be checked\(why)",
            kmsStatus: last?.kmsStatus, isRetryable: true, underlying: last)
    }

    /// The issuer's set, if no key of it can verify here.
    func useless(_ shared: Shared) -> KMSError? {
        shared.set?.whyUseless.map {
            KMSError(.publicKeyRefused, message: "no key of \(name) can verify a token here: \($0)")
        }
    }

    /// What errors and logs call the issuer.
    var name: String { issuer.map { Excerpt.of($0, limit: 256) } ?? fetch.place.firstDocument.description }

    private func fetchNow() async throws {
        let (began, memory) = (clock.elapsed(), shared.withLock { $0.memory })
        let outcome: SetFetch.Outcome
        do {
            outcome = try await fetch.run(memory, now: began)
        } catch {
            let error =
                error as? KMSError ?? KMSError(.transport, message: "the fetch was cancelled", underlying: error)
            settle(error)
            throw error
        }
        settle(outcome)
        // The keys that were there are withdrawn, and whoever waits is told that there are none.
        if let useless = shared.withLock({ useless($0) }) { throw useless }
    }

    private func settle(_ outcome: SetFetch.Outcome) {
        let now = clock.elapsed()
        let chance = clock.random()
        shared.withLock { shared in
            let (before, after) = (shared.set?.kidHashes ?? [], (outcome.set ?? shared.set)?.kidHashes ?? [])
            shared.schedule.succeeded(
                lifetime: outcome.lifetime, now: now, chance: chance, withdrawn: before.subtracting(after))
            (shared.memory, shared.lastError, shared.flight) = (outcome.memory, nil, nil)
            if let set = outcome.set { shared.set = set }
            publish(&shared, now: now)
        }
        setAlarm()
        outcome.set == nil ? metrics.countUnchanged() : metrics.countFetched()
        if let set = outcome.set { log(set) }
    }

    private func settle(_ error: KMSError) {
        let now = clock.elapsed()
        let chance = clock.random()
        shared.withLock { shared in
            shared.schedule.failed(now: now, chance: chance)
            (shared.lastError, shared.flight) = (error, nil)
            // The keys may have moved.
            shared.memory?.foundAt = nil
            publish(&shared, now: now)
        }
        metrics.countFailed()
        let level: Logger.Level = error.isRetryable ? .warning : .error
        logger?.log(
            level: level, "the keys of an issuer could not be fetched; those that are known stay",
            metadata: ["issuer": "\(name)", "error": "\(error)"])
    }

    private func log(_ set: PublicKeySet) {
        for reason in set.passedOver {
            logger?.notice("passed over a key of an issuer", metadata: ["issuer": "\(name)", "reason": "\(reason)"])
        }
        if let whyUseless = set.whyUseless {
            logger?.error(
                "no key of an issuer can verify a token here",
                metadata: ["issuer": "\(name)", "reason": "\(whyUseless)"])
        }
        logger?.info(
            "fetched the keys of an issuer", metadata: ["issuer": "\(name)", "keys": "\(set.keys.count)"])
    }
}
#endif
