// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What is known of one key reference, and for how long: a state machine, events in and actions out, no I/O.
///
/// It is fresh for ever or for a TTL. When that is over, the next use has the reference read anew, once however many
/// ask; the old state serves meanwhile, and for a grace while KMS can't be reached. A definite no ends it at once.
struct CachedReference: Sendable {
    /// What is to be asked of KMS.
    enum Errand: Hashable, Sendable {
        /// Read the reference anew.
        case resolve
        /// Fetch the public key of the binding of this generation, by its ARN.
        case publicKey(generation: UInt64)
    }

    /// What the user of the state is to do.
    enum Action {
        case serve(KeyBinding)
        /// Wait for this flight, then ask again. `toStart` where the asker is the first and has to start it.
        case wait(Flight, toStart: Errand?)
        case fail(KMSError)
    }

    let reference: String
    let options: KeyOptions
    let algorithm: JWSAlgorithm
    let policy: KeyCachePolicy
    /// Another number after every change of what verifies or signs.
    private(set) var revision = 0
    private(set) var current: KeyBinding
    /// Bindings before the current one, which verify until their time is over.
    private(set) var previous: [(binding: KeyBinding, until: Duration)] = []
    private var freshUntil: Duration?
    /// When the last good read of the reference began, which is when it was true for certain. Who came before that is
    /// served with what was read, however short the TTL is; who came after it, only within the TTL.
    private var readAt: Duration
    /// The definite no that ended the current binding. A later failure to reach KMS does not take it back.
    private(set) var ended: KMSError?
    private var failure: (error: KMSError, count: Int, retryAt: Duration)?
    /// Nobody could wait for KMS: until then the old state serves, where it may, and nobody asks again.
    private var restUntil: Duration?
    /// The public key that the current binding had before it was cleared: should an alias name another key next, this
    /// one still verifies as the key before.
    private var cleared: LocalVerifier?
    private var flights: [Errand: Flight] = [:]

    init(
        reference: String, options: KeyOptions, algorithm: JWSAlgorithm, policy: KeyCachePolicy, binding: KeyBinding,
        readAt: Duration
    ) {
        self.reference = reference
        self.options = options
        self.algorithm = algorithm
        self.policy = policy
        current = binding
        freshUntil = policy.timeToLive.map { readAt + $0 }
        self.readAt = readAt
    }

    var verifiesLocally: Bool { options.verification != .remote }
    /// The current binding and those before it.
    var bindings: [KeyBinding] { [current] + previous.map(\.binding) }
    var needsPublicKey: Bool { verifiesLocally || options.checksNewSignatures }

    /// Somebody wants to use the current binding.
    ///
    /// - Parameters:
    ///   - now: when the asker came: the same however often it asks again.
    ///   - failed: what the flight ended with that the asker has just waited for.
    mutating func use(
        needingPublicKey: Bool, now: Duration, after failed: KMSError?, flight: () -> Flight
    ) -> Action {
        let isComplete = !needingPublicKey || current.verifier != nil
        guard isOver(now) else {
            if isComplete { return .serve(current) }
            return wait(for: .publicKey(generation: current.generation), after: failed, flight: flight)
        }
        let mayServe = isComplete && isInGrace(now) && ended == nil
        if let flight = flights[.resolve] {
            // Without a TTL nobody is given what was read before: each waits, and this read may not be the asker's yet.
            return mayServe && policy.timeToLive != .zero ? .serve(current) : .wait(flight, toStart: nil)
        }
        if mayServe, let restUntil, now < restUntil { return .serve(current) }
        if let failure, now < failure.retryAt {
            return mayServe ? .serve(current) : .fail((failure.error.isRetryable ? ended : nil) ?? failure.error)
        }
        return wait(for: .resolve, after: nil, flight: flight)
    }

    /// Somebody wants to verify with a binding before the current one.
    mutating func usePrevious(
        generation: UInt64, now: Duration, after failed: KMSError?, flight: () -> Flight
    ) -> Action? {
        guard let entry = previous.first(where: { $0.binding.generation == generation }), now < entry.until else {
            return nil
        }
        if !verifiesLocally || entry.binding.verifier != nil { return .serve(entry.binding) }
        return wait(for: .publicKey(generation: generation), after: failed, flight: flight)
    }

    /// Somebody wants the reference read anew, whatever the time.
    mutating func resolveAgain(flight: () -> Flight) -> Action {
        wait(for: .resolve, after: nil, flight: flight)
    }

    private mutating func wait(for errand: Errand, after failed: KMSError?, flight: () -> Flight) -> Action {
        if let failed { return .fail(failed) }
        if let flight = flights[errand] { return .wait(flight, toStart: nil) }
        let flight = flight()
        flights[errand] = flight
        return .wait(flight, toStart: errand)
    }

    /// Until when a binding that is served now can be used without asking here again: time of the collection's clock,
    /// nil for ever, now for not at all.
    func readyUntil(_ binding: KeyBinding, now: Duration) -> Duration? {
        guard verifiesLocally, binding.verifier != nil else { return now }
        if binding.generation == current.generation { return signingReadyUntil(now: now) }
        return previous.first { $0.binding.generation == binding.generation }?.until ?? now
    }

    /// Until when the current binding that is served now can be signed with, as ``readyUntil(_:now:)`` says it of
    /// verifying.
    func signingReadyUntil(now: Duration) -> Duration? { isOver(now) ? now : freshUntil }

    /// Why the current binding can't be used at this time without asking KMS; nil where it can be.
    func isNotAtHand(_ now: Duration) -> KMSError? {
        let mayServe = !isOver(now) || isInGrace(now) && ended == nil
        guard !mayServe || current.verifier == nil else { return nil }
        return ended ?? failure?.error
            ?? KMSError(
                .configuration,
                message: "its public key is not at hand, and with iteratingKeys KMS is not asked; verify without it, "
                    + "or call resolveAgain() first", keyReference: reference)
    }

    private func isOver(_ now: Duration) -> Bool { freshUntil.map { now >= $0 && now > readAt } ?? false }

    private func isInGrace(_ now: Duration) -> Bool { freshUntil.map { now < $0 + policy.grace } ?? true }
}

// What comes of the flights.
extension CachedReference {
    /// Whether this flight still is the one that is awaited: not where it was cleared or abandoned meanwhile.
    mutating func ended(_ flight: Flight, _ errand: Errand) -> Bool {
        guard flights[errand] === flight else { return false }
        flights[errand] = nil
        return true
    }

    /// All who waited for this flight have left, or it was cancelled. A KMS that nobody could wait for is like one that
    /// can't be reached: where the old state may serve, the next who ask get it at once.
    mutating func forget(_ flight: Flight, now: Duration) {
        let wasResolving = flights[.resolve] === flight
        flights = flights.filter { $0.value !== flight }
        if wasResolving { restUntil = now + .seconds(1) }
    }

    /// The keys of this name before the current one end now.
    ///
    /// - Returns: whether there was one that still verified.
    mutating func removePrevious(_ kid: KeyIdentifier, now: Duration) -> Bool {
        revision += 1
        let isLive = previous.contains { $0.binding.kid == kid && now < $0.until }
        previous.removeAll { $0.binding.kid == kid }
        return isLive
    }

    /// Bindings whose time is over give their names back.
    mutating func dropOld(now: Duration) {
        revision += 1
        previous.removeAll { now >= $0.until }
    }

    /// The reference was read anew: to the same key, or to another, which takes the place of the current one.
    ///
    /// - Parameters:
    ///   - keepsCurrent: whether the current one, if it is replaced, goes on verifying as the key before. Not where KMS
    ///     says no to it: a key that was disabled does not come back because its alias names another now.
    ///   - readAt: when the read began.
    mutating func resolved(to binding: KeyBinding, keepsCurrent: Bool, readAt: Duration, now: Duration) {
        freshUntil = policy.timeToLive.map { readAt + $0 }
        self.readAt = readAt
        (failure, ended, restUntil) = (nil, nil, nil)
        dropOld(now: now)
        if Self.isSameKey(binding, current) {
            current.arn = Self.better(current.arn, binding.arn)
            current.verifier = binding.verifier ?? current.verifier
        } else {
            // An alias that went there and back finds its old binding again.
            previous.removeAll { Self.isSameKey($0.binding, binding) }
            current.verifier = current.verifier ?? cleared
            if keepsCurrent { previous.append((current, until: now + policy.retention)) }
            current = binding
            cleared = nil
        }
    }

    /// The reference could not be read anew.
    mutating func failedToResolve(_ error: KMSError, now: Duration) {
        let count = (failure?.count ?? 0) + 1
        let pause = min(30, 1 << min(count - 1, 5))
        failure = (error, count, retryAt: now + .seconds(pause))
        if Self.isDefinite(error) { ended = error }
    }

    /// A public key was fetched.
    mutating func fetched(_ verifier: LocalVerifier, generation: UInt64) {
        update(generation) { binding in
            binding.verifier = verifier
            binding.thumbprint = verifier.publicKey.thumbprint
        }
    }

    /// KMS told a full ARN where only an id was known.
    mutating func adopt(arn: String, generation: UInt64) {
        // An emulator that answers bare ids tells nothing new, with every signature.
        guard bindings.contains(where: { $0.generation == generation && Self.better($0.arn, arn) != $0.arn }) else {
            return
        }
        update(generation) { $0.arn = Self.better($0.arn, arn) }
    }

    /// The next use fetches; kid and ARN stay. A flight that is under way brings nothing any more. The keys before
    /// keep their public keys until their time is over: nothing would be learnt, KMS never changes them.
    mutating func clearPublicKey() {
        revision += 1
        cleared = current.verifier ?? cleared
        current.verifier = nil
        flights = [:]
    }

    private mutating func update(_ generation: UInt64, _ change: (inout KeyBinding) -> Void) {
        revision += 1
        if current.generation == generation { change(&current) }
        for index in previous.indices where previous[index].binding.generation == generation {
            change(&previous[index].binding)
        }
    }

    private static func isSameKey(_ left: KeyBinding, _ right: KeyBinding) -> Bool {
        KeyAnswer.isSameKey(left.arn, right.arn)
    }

    private static func better(_ known: String, _ new: String) -> String { KeyARN(known) == nil ? new : known }

    /// Whether KMS said that this key is not to be used, as against that it could not be asked.
    static func isDefinite(_ error: KMSError) -> Bool {
        !error.isRetryable
            && [.notFound, .disabled, .kmsInvalidState, .publicKeyRefused, .invalidKeyUsage, .unsupportedOperation]
                .contains(
                    error.kind)
    }
}
