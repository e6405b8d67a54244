// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Logging
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The credentials of a client: fetched once for all calls that wait, and again before they expire.
///
/// A fetch belongs to the cache and not to who waits for it: one that takes longer than a call serves the next.
final class CredentialCache: Sendable {
    private struct Held: Sendable {
        var credentials: Credentials
        var times: CredentialTimes
    }

    private struct State {
        var held: Held?
        var flight: (flight: Flight, began: Date)?
        /// Why there are none, and until when nobody asks again.
        var failure: (error: any Error, until: Date)?
        var isShutDown = false
    }

    /// What a caller does next.
    private enum Step {
        case use(Credentials)
        /// Use these, and begin a flight that nobody waits for.
        case refresh(Credentials, Flight)
        /// `toStart` where the caller is the first. `old` are good for a while yet.
        case wait(Flight, toStart: Bool, old: Credentials?)
        case fail(any Error)
    }

    /// After which a fetch is given up, in seconds: a connection may be lost without a word.
    private static let longestFetch: TimeInterval = 120
    /// How long a source that failed is left alone, in seconds.
    private static let pause: TimeInterval = 1
    private static let shutDown = KMSError(.configuration, message: "the client was shut down")

    private let chain: CredentialChain
    private let timing: Timing
    /// How long a call waits for new ones while the old ones are still good.
    private let patience: Duration
    private let skew: ClockSkew
    private let logger: Logger?
    private let state = Mutex(State())

    /// - Parameter skew: expirations are in AWS's time.
    init(
        _ chain: CredentialChain, timing: Timing, skew: ClockSkew = ClockSkew(), patience: Duration = .seconds(2),
        logger: Logger? = nil
    ) {
        self.chain = chain
        self.patience = patience
        self.timing = timing
        self.skew = skew
        self.logger = logger
    }

    private var now: Date { timing.now().addingTimeInterval(skew.offset) }

    /// The credentials to sign with now.
    ///
    /// - Parameters:
    ///   - limit: how long they are waited for, where they are not at hand.
    ///   - late: the error to throw then.
    /// - Throws: `KMSError` of kind `credentials`, where there are none that are good; what a source throws;
    ///   `CancellationError`.
    func credentials(
        within limit: Duration = .seconds(86_400),
        orThrow late: @escaping @Sendable () -> KMSError = { KMSError(.timeout, message: "no credentials in a day") }
    ) async throws -> Credentials {
        switch step() {
        case .use(let credentials): return credentials
        case .refresh(let credentials, let flight):
            start(flight)
            return credentials
        case .wait(let flight, let toStart, let old):
            if toStart { start(flight) }
            return try await TimeLimit.run(limit, orThrow: late) {
                try await self.credentials(after: flight, else: old)
            }
        case .fail(let error): throw error
        }
    }

    /// AWS did not take these credentials: others, where the source has others by now.
    ///
    /// - Returns: whether there are others to try with.
    /// - Throws: as ``credentials()``.
    func replace(_ refused: Credentials) async throws -> Bool {
        let now = now
        let found = state.withLock { state -> (flight: Flight, toStart: Bool)? in
            // Somebody else has replaced them already.
            guard state.held?.credentials.isSame(as: refused) == true, !state.isShutDown else { return nil }
            return flight(&state, now)
        }
        guard let (flight, toStart) = found else { return true }
        if toStart { start(flight) }
        try await landing(of: flight)
        return state.withLock { $0.held?.credentials.isSame(as: refused) == false }
    }

    /// Ends what is under way; nothing begins any more.
    ///
    /// - Returns: whether it was not shut down before.
    @discardableResult func shutdown() -> Bool {
        let (isFirst, flight) = state.withLock { state in
            defer { state.isShutDown = true }
            return (!state.isShutDown, state.flight?.flight)
        }
        flight?.cancel()
        return isFirst
    }

    private func step() -> Step {
        let now = now
        return state.withLock { state in
            guard !state.isShutDown else { return .fail(Self.shutDown) }
            guard let held = state.held else { return awaited(&state, now, old: nil) }
            switch held.times.need(at: now) {
            case .nothing: return .use(held.credentials)
            case .refresh:
                // One refresh at a time, whoever waits for it or not.
                guard state.flight == nil else { return .use(held.credentials) }
                return .refresh(held.credentials, flight(&state, now).flight)
            case .wait: return awaited(&state, now, old: held.times.isExpired(at: now) ? nil : held.credentials)
            }
        }
    }

    private func awaited(_ state: inout State, _ now: Date, old: Credentials?) -> Step {
        // A clock that was set back must not make it a long time.
        if state.flight == nil, let failure = state.failure, now < failure.until,
            failure.until < now.addingTimeInterval(Self.pause + 1)
        {
            return old.map { .use($0) } ?? .fail(failure.error)
        }
        let (flight, toStart) = flight(&state, now)
        return .wait(flight, toStart: toStart, old: old)
    }

    private func flight(_ state: inout State, _ now: Date) -> (flight: Flight, toStart: Bool) {
        if let (flight, began) = state.flight {
            guard abs(now.timeIntervalSince(began)) > Self.longestFetch else { return (flight, false) }
            flight.cancel()
        }
        let flight = Flight(isHeld: true) { _ in }
        state.flight = (flight, now)
        return (flight, true)
    }

    private func credentials(after flight: Flight, else old: Credentials?) async throws -> Credentials {
        guard let old else {
            try await landing(of: flight)
            guard let held = state.withLock({ $0.held }) else { throw Self.shutDown }
            return held.credentials
        }
        do {
            let late = { @Sendable in KMSError(.timeout, message: "new credentials take their time") }
            try await TimeLimit.run(patience, orThrow: late) { try await self.landing(of: flight) }
        } catch is KMSError {
            // The old ones are still good: that the new ones failed was logged.
            return old
        }
        return state.withLock { $0.held?.credentials } ?? old
    }

    /// - Throws: what the source threw; `CancellationError` where the caller is cancelled.
    private func landing(of flight: Flight) async throws {
        do {
            try await flight.wait()
        } catch let error where !Task.isCancelled && !(error is KMSError) {
            // Nobody cancelled the caller: the fetch was ended.
            let isShutDown = state.withLock { $0.isShutDown }
            throw isShutDown
                ? Self.shutDown : KMSError(.timeout, message: "the source of AWS credentials did not answer")
        }
    }

    private func start(_ flight: Flight) {
        flight.start { [self] in
            do {
                let credentials = try await chain.credentials()
                let times = CredentialTimes(expiration: credentials.expiration, fetched: now, random: timing.random())
                state.withLock { state in
                    // One that was given up has nothing to say any more.
                    guard state.flight?.flight === flight else { return }
                    state.flight = nil
                    state.failure = nil
                    state.held = Held(credentials: credentials, times: times)
                }
                log(credentials)
            } catch {
                failed(flight, error)
                throw error
            }
        }
    }

    private func failed(_ flight: Flight, _ error: any Error) {
        let (now, random) = (now, timing.random())
        let isStillGood = state.withLock { state in
            guard state.flight?.flight === flight else { return false }
            state.flight = nil
            state.failure = (error, now.addingTimeInterval(Self.pause))
            state.held?.times.failed(at: now, random: random)
            return state.held.map { !$0.times.isExpired(at: now) } ?? false
        }
        guard isStillGood, !(error is CancellationError) else { return }
        logger?.warning(
            "AWS credentials could not be refreshed; the old ones still serve", metadata: ["error": "\(error)"])
    }

    private func log(_ credentials: Credentials) {
        logger?.debug(
            "AWS credentials were fetched",
            metadata: [
                "accessKeyID": "\(credentials.accessKeyID)", "from": "\(credentials.origin)",
                "expiration": "\(credentials.expiration.map(ISO8601.text) ?? "never")",
            ])
    }
}
