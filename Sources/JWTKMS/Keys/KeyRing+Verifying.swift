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
        let ids = try records(for: header.kid)
        try check(header, terms(of: ids, header.kid), requiring?.type)
        guard let found = verificationKey(header.kid, now: now, after: failed, flight: flight) else {
            // The key was replaced, and its time to verify is over: its tokens are those of an unknown key.
            throw JWTError.unknownKID(JWKIdentifier(string: header.kid?.description ?? ""))
        }
        return found
    }

    /// What a token must say and show to be of a key.
    private typealias Terms = (algorithm: String, requirements: Requirements)

    private func terms(of ids: [RecordID], _ kid: KeyIdentifier?) -> [Terms] {
        ids.flatMap { id -> [Terms] in
            switch records[id] {
            case .publicKey(let key): key.verifiers.map { ($0.algorithm.name, key.requirements) }
            case .jwtKit(let key): [(key.algorithm.name, key.requirements)]
            case .reference(let key): [(key.algorithm.name, key.options.requirements)]
            case .set(let set): set.members(named: kid).map { ($0.algorithm.name, $0.options.requirements) }
            case nil: []
            }
        }
    }

    private func check(_ header: TokenHeader, _ terms: [Terms], _ type: String?) throws {
        var failure: (any Error)?
        for (algorithm, requirements) in terms {
            do {
                return try header.check(algorithm: algorithm, type: requirements.type, type)
            } catch {
                // Of several keys, the one of the token's algorithm says why.
                if failure == nil || header.isFor(algorithm) { failure = error }
            }
        }
        if let failure { throw failure }
    }

    /// Whether the token is of an algorithm that no key has which it can mean.
    func isOfAnotherAlgorithm(_ header: TokenHeader) -> Bool {
        !terms(of: holders(of: header.kid), header.kid).contains { header.isFor($0.algorithm) }
    }

    /// The key of this name, whatever a token says; nil where there is none.
    mutating func verificationKey(
        _ kid: KeyIdentifier?, now: Duration, after failed: KMSError?, flight: (RecordID) -> Flight
    ) -> Lookup<VerificationKey>? {
        // Another may have asked just before: what it was given is what all are given.
        if let key = ready.verifying[kid], key.until.map({ now < $0 }) ?? true { return .found(key) }
        let ids = holders(of: kid)
        var keys: [VerificationKey] = []
        var isReady = true
        for id in ids {
            switch verificationKey(id, kid, now: now, after: failed, flight: { flight(id) }) {
            case .found(let key): keys.append(key)
            case .fail(let error) where ids.count > 1:
                // The token may be of the other one.
                isReady = false
                for (algorithm, requirements) in terms(of: [id], kid) {
                    keys.append(
                        VerificationKey(
                            algorithm: algorithm, methods: [], requirements: requirements, otherwise: error))
                }
            case let other?: return other
            case nil: continue
            }
        }
        guard let key = VerificationKey.joined(keys) else { return nil }
        if isReady { ready.verifying[kid] = key }
        return .found(key)
    }

    private mutating func verificationKey(
        _ id: RecordID, _ kid: KeyIdentifier?, now: Duration, after failed: KMSError?, flight: () -> Flight
    ) -> Lookup<VerificationKey>? {
        switch records[id] {
        case .publicKey(let key):
            VerificationKey.joined(key.verifiers.map { VerificationKey(key, $0) }).map { .found($0) }
        case .jwtKit(let key): .found(VerificationKey(key))
        case .set(let set): verificationKey(set, kid)
        case .reference: referenceKey(id, kid, now: now, after: failed, flight: flight)
        case nil: nil
        }
    }

    /// Every key that verifies here and now, with no call, under this algorithm: the one that the token names first.
    ///
    /// - Throws: `KMSError` of kind `configuration` where there is no key at all.
    func localVerificationKeys(for header: TokenHeader, now: Duration) throws -> [VerificationKey] {
        guard !isEmpty else { throw Self.noKey }
        let named = holders(of: header.kid)
        let ids = named + records.keys.sorted().filter { !named.contains($0) }
        return ids.flatMap { id -> [VerificationKey] in
            switch records[id] {
            case .publicKey(let key):
                key.verifiers.filter { header.isFor($0.algorithm.name) }.map { VerificationKey(key, $0) }
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

    private func records(for kid: KeyIdentifier?) throws -> [RecordID] {
        guard !isEmpty else { throw Self.noKey }
        let ids = holders(of: kid)
        guard ids.isEmpty else { return ids }
        guard let kid else { throw JWTError.missingKIDHeader }
        throw JWTError.unknownKID(JWKIdentifier(string: kid.description))
    }

    private static var noKey: KMSError {
        KMSError(.configuration, message: "the collection has no key; add one before verifying")
    }

    private mutating func referenceKey(
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
        case .serve(let binding): return .found(reference.verificationKey(binding, now: now))
        case .wait(let flight, let errand): return .wait(flight, id, toStart: errand)
        case .fail(let error):
            // The token may be one of a key before, which is as good as ever.
            guard let before = reference.verificationKeyBefore(otherwise: error, now: now) else { return .fail(error) }
            return .found(before)
        }
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
