// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit
import KMSAPI

extension KeyRing {
    /// What a lookup came to.
    enum Lookup<Key: Sendable>: Sendable {
        case found(Key)
        /// Wait for this flight, then look again.
        case wait(Flight, RecordID, toStart: CachedReference.Errand?)
        case fail(KMSError)
    }

    /// The key that a token's header asks for, where it was asked for before and nothing has changed: what nearly
    /// every verification uses.
    func readyKey(_ kid: KeyIdentifier?) -> VerificationKey? { ready.verifying[kid] }

    /// Remembers the header of a token that this key found good, unless the key has changed since.
    mutating func remember(_ entry: ReadyHeaders.Entry) {
        if ready.verifying[entry.header.kid] === entry.key { ready.headers.insert(entry) }
    }

    /// The key that a token's header asks for.
    ///
    /// The header is held against the key before anything is fetched: garbage costs no call.
    /// - Throws: `JWTError` where the token names no key of ours, or its header does not fit the key;
    ///   `KMSError` of kind `configuration` where there is no key at all.
    mutating func verificationKey(
        for header: TokenHeader, requiring: Requirements?, now: Duration, after failed: KMSError?,
        flight: (RecordID) -> Flight
    ) throws -> Lookup<VerificationKey> {
        let id = try record(for: header.kid)
        let (algorithm, demands) = terms(of: id, header.kid)
        try header.check(algorithm: algorithm, type: demands.type, requiring?.type)
        guard let found = verificationKey(header.kid, now: now, after: failed, flight: flight) else {
            // The key was replaced, and its time to verify is over: its tokens are those of an unknown key.
            throw JWTError.unknownKID(JWKIdentifier(string: header.kid?.description ?? ""))
        }
        return found
    }

    /// What a token must say and show to be one of this key.
    private func terms(of id: RecordID, _ kid: KeyIdentifier?) -> (algorithm: String, Requirements) {
        switch records[id] {
        case .publicKey(let key): (key.verifier.algorithm.name, key.requirements)
        case .jwtKit(let key): (key.algorithm.name, key.requirements)
        case .reference(let key): (key.algorithm.name, key.options.requirements)
        case .set(let set): set[kid].map { ($0.algorithm.name, $0.key.requirements) } ?? ("", Requirements())
        case nil: ("", Requirements())
        }
    }

    /// The key of this name, whatever a token says; nil where there is none.
    mutating func verificationKey(
        _ kid: KeyIdentifier?, now: Duration, after failed: KMSError?, flight: (RecordID) -> Flight
    ) -> Lookup<VerificationKey>? {
        guard let id = find(kid), let record = records[id] else { return nil }
        switch record {
        case .publicKey(let key): return found(VerificationKey(key), kid)
        case .jwtKit(let key): return found(VerificationKey(key), kid)
        case .set(let set):
            let looked = verificationKey(set, kid)
            guard case .found(let key)? = looked else { return looked }
            return found(key, kid)
        case .reference:
            // Another may have asked just before: what it was given is what all are given.
            if let key = ready.verifying[kid], key.until.map({ now < $0 }) ?? true { return .found(key) }
            return verificationKey(id, kid, now: now, after: failed, flight: { flight(id) })
        }
    }

    /// Every key that verifies here and now, with no call, under this algorithm: the one that the token names first.
    ///
    /// - Throws: `KMSError` of kind `configuration` where there is no key at all.
    func localVerificationKeys(for header: TokenHeader, now: Duration) throws -> [VerificationKey] {
        guard !isEmpty else { throw Self.noKey }
        let named = find(header.kid)
        let ids = [named].compactMap { $0 } + records.keys.sorted().filter { $0 != named }
        return ids.flatMap { id -> [VerificationKey] in
            switch records[id] {
            case .publicKey(let key) where header.isFor(key.verifier.algorithm.name): [VerificationKey(key)]
            case .jwtKit(let key) where header.isFor(key.algorithm.name): [VerificationKey(key)]
            case .set(let set):
                set.members.filter { header.isFor($0.algorithm.name) && $0.options.verification != .remote }
                    .map { member in set.ended.map { VerificationKey(ended: member, $0) } ?? member.key }
            case .reference(let reference) where header.isFor(reference.algorithm.name):
                [reference.localVerificationKey(now: now)].compactMap { $0 }
            default: []
            }
        }
    }

    private func record(for kid: KeyIdentifier?) throws -> RecordID {
        guard !isEmpty else { throw Self.noKey }
        if let id = find(kid) { return id }
        guard let kid else { throw JWTError.missingKIDHeader }
        throw JWTError.unknownKID(JWKIdentifier(string: kid.description))
    }

    private static var noKey: KMSError {
        KMSError(.configuration, message: "the collection has no key; add one before verifying")
    }

    private mutating func verificationKey(
        _ id: RecordID, _ kid: KeyIdentifier?, now: Duration, after failed: KMSError?, flight: () -> Flight
    ) -> Lookup<VerificationKey>? {
        let looked = update(id) { reference -> (CachedReference.Action?, CachedReference) in
            // Without a name, or with the current one's, it is the current key; else one before it.
            if kid == nil || reference.current.kid == kid {
                let action = reference.use(
                    needingPublicKey: reference.verifiesLocally, now: now, after: failed, flight: flight)
                return (action, reference)
            }
            let generation = reference.previous.last { $0.binding.kid == kid }?.binding.generation ?? 0
            let action = reference.usePrevious(generation: generation, now: now, after: failed, flight: flight)
            return (action, reference)
        }
        guard case (let action?, let reference)? = looked else { return nil }
        switch action {
        case .serve(let binding): return found(reference.verificationKey(binding, now: now), kid)
        case .wait(let flight, let errand): return .wait(flight, id, toStart: errand)
        case .fail(let error):
            // The token may be one of a key before, which is as good as ever.
            guard let before = reference.verificationKeyBefore(otherwise: error, now: now) else { return .fail(error) }
            return .found(before)
        }
    }

    private mutating func found(_ key: VerificationKey, _ kid: KeyIdentifier?) -> Lookup<VerificationKey> {
        ready.verifying[kid] = key
        return .found(key)
    }
}

extension CachedReference {
    fileprivate func verificationKey(_ binding: KeyBinding, now: Duration) -> VerificationKey {
        let before = before(binding, now: now)
        let ends = before.map(\.until) + [readyUntil(binding, now: now)].compactMap { $0 }
        return verificationKey([method(binding)] + before.map { method($0.binding) }, until: ends.min())
    }

    /// The keys of the current one's name before it; nil where there are none.
    fileprivate func verificationKeyBefore(otherwise error: KMSError, now: Duration) -> VerificationKey? {
        let before = before(current, now: now)
        return before.isEmpty ? nil : verificationKey(before.map { method($0.binding) }, otherwise: error)
    }

    /// All that verifies with no call; nil for a key that never does.
    fileprivate func localVerificationKey(now: Duration) -> VerificationKey? {
        guard verifiesLocally else { return nil }
        let isNotAtHand = isNotAtHand(now)
        let verifiers =
            (isNotAtHand == nil ? [current.verifier] : [])
            + previous.filter { now < $0.until }.map(\.binding.verifier)
        return verificationKey(verifiers.compactMap { $0.map { .local($0) } }, otherwise: isNotAtHand)
    }

    private func verificationKey(
        _ methods: [VerificationKey.Method], otherwise: KMSError? = nil, until: Duration? = nil
    ) -> VerificationKey {
        VerificationKey(
            algorithm: algorithm.name, methods: methods, requirements: options.requirements, otherwise: otherwise,
            until: until)
    }

    /// Bindings of the same name before this one that can still be used, the latest first.
    private func before(_ binding: KeyBinding, now: Duration) -> [(binding: KeyBinding, until: Duration)] {
        previous.reversed().filter { entry in
            now < entry.until && entry.binding.kid == binding.kid && entry.binding.generation != binding.generation
                && (!verifiesLocally || entry.binding.verifier != nil)
        }
    }

    private func method(_ binding: KeyBinding) -> VerificationKey.Method {
        VerificationKey.Method(binding, algorithm, options)
    }
}
