// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import JWTKit
import KMSAPI
import Logging
import Synchronization

/// How what is known of a key is got from KMS.
extension KMSKeyCollection {
    /// Reads references anew, as after their TTL: an alias that names another key now is followed. What is read was asked
    /// for after this was called.
    ///
    /// - Parameter kid: the name of the key to do it for; nil for all keys of KMS.
    /// - Throws: `KMSError` where KMS refuses or can't be reached; the old state is kept then, and of several keys all
    ///   are read before the first error is thrown. Of a rotation the aliases that can be read are followed all the same.
    ///   `JWTError.unknownKID` where there is no such key.
    public func resolveAgain(kid: JWKIdentifier? = nil) async throws {
        let ids = try ring.withLock { ring in
            guard let kid else { return ring.records.keys.sorted() }
            guard let id = ring.find(KeyIdentifier(kid.string)) else { throw Self.unknown(kid) }
            return [id]
        }
        var failure: KMSError?
        for id in ids {
            do {
                if let source = ring.withLock({ $0.source(id) }) {
                    try await source.readAgain()
                } else {
                    try await readAnew(id)
                }
            } catch let error as KMSError {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// A read that is under way began before it was asked for, and may not show what the asker has just changed: then
    /// there is another after it.
    private func readAnew(_ id: KeyRing.RecordID) async throws {
        for isSecond in [false, true] {
            let action = ring.withLock { ring in
                ring.update(id) { $0.resolveAgain(flight: { self.flight(id) }) }
            }
            guard case .wait(let flight, let errand)? = action else { return }
            let beganBefore = errand == nil && !isSecond
            do {
                try await wait(for: flight, id, toStart: errand)
            } catch let error as KMSError {
                guard beganBefore else { throw error }
            }
            guard beganBefore else { return }
        }
    }

    /// Names may have come from a token or a request: of long ones only the beginning is shown.
    static func unknown(_ kid: JWKIdentifier) -> JWTError {
        .unknownKID(JWKIdentifier(string: Excerpt.of(kid.string)))
    }

    /// Looks for a key until it is found, and waits where it must first be fetched: only there does this suspend.
    ///
    /// - Parameter look: what to look for; told the time, and what the flight ended with that was waited for.
    /// - Throws: what `look` throws, `KMSError` where the key can't be had, `CancellationError`.
    func find<Key: Sendable>(
        for operation: KMSOperation,
        _ look: (inout KeyRing, _ now: Duration, _ failed: KMSError?) throws -> KeyRing.Lookup<Key>
    ) async throws -> Key {
        var failure: KMSError?
        let now = clock.elapsed()
        while true {
            switch try ring.withLock({ try look(&$0, now, failure) }) {
            case .found(let key): return key
            case .fail(let error): throw error.during(operation, key: nil)
            case .wait(let flight, let id, let errand):
                // Whatever it ends with, the key may have been removed, cleared or replaced meanwhile: look again.
                do {
                    try await wait(for: flight, id, toStart: errand)
                    failure = nil
                } catch let error as KMSError {
                    failure = error
                }
            }
        }
    }

    /// A flight for a key, not yet started.
    func flight(_ id: KeyRing.RecordID) -> Flight {
        Flight { [weak self] flight in
            // Who comes after the last has left begins a new one.
            self?.forget(flight, id)
        }
    }

    private func forget(_ flight: Flight, _ id: KeyRing.RecordID) {
        let now = clock.elapsed()
        ring.withLock { ring in
            _ = ring.update(id) { $0.forget(flight, now: now) }
        }
    }

    /// Waits for a flight, and starts it where nobody has.
    ///
    /// - Throws: `KMSError` that the flight ended with, `CancellationError` where the caller is cancelled.
    func wait(for flight: Flight, _ id: KeyRing.RecordID, toStart errand: CachedReference.Errand?) async throws {
        if let errand {
            flight.start { [weak self] in
                guard let self else { throw CancellationError() }
                // However it ends, nobody may wait for it again.
                defer { forget(flight, id) }
                try await run(errand, id, flight)
            }
        }
        do {
            try await flight.wait()
        } catch is Flight.Abandoned {
            // Its last caller left as this one came: look at the state again.
        }
    }

    private func run(_ errand: CachedReference.Errand, _ id: KeyRing.RecordID, _ flight: Flight) async throws {
        guard case .reference(let key)? = ring.withLock({ $0.records[id] }) else { return }
        do {
            switch errand {
            case .resolve: try await resolve(key, id, flight)
            case .publicKey(let generation): try await fetchPublicKey(key, generation, id, flight)
            }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let error = error as? KMSError ?? KMSError(.transport, message: "\(error)", underlying: error)
            logger?.warning(
                "a key of KMS could not be read", metadata: ["key": "\(key.reference)", "error": "\(error)"])
            let now = clock.elapsed()
            ring.withLock { ring in
                _ = ring.update(id) { key in
                    guard key.ended(flight, errand), errand == .resolve else { return }
                    key.failedToResolve(error, now: now)
                }
            }
            throw error
        }
    }

    private func resolve(_ key: CachedReference, _ id: KeyRing.RecordID, _ flight: Flight) async throws {
        let readAt = clock.elapsed()
        let (binding, _) = try await resolve(
            KeyReference(key.reference), algorithm: key.algorithm, options: key.options)
        let isSameKey = KeyAnswer.isSameKey(binding.arn, key.current.arn)
        if isSameKey { try Self.check(binding, isStill: key.current) }
        let keepsCurrent = if isSameKey || key.ended == nil { true } else { try await isStillGood(key) }
        let now = clock.elapsed()
        let isDone = try ring.withLock { ring in
            guard !ring.isTaken(binding.kid, besides: id) else {
                throw KMSError(
                    .configuration,
                    message: "the key that it names now has a kid that another key of the collection has",
                    operation: .getPublicKey, keyReference: key.reference)
            }
            return ring.update(id) { key in
                guard key.ended(flight, .resolve) else { return false }
                key.resolved(to: binding, keepsCurrent: keepsCurrent, readAt: readAt, now: now)
                return true
            }
        }
        if isDone == true {
            logger?.debug("read a key reference anew", metadata: ["key": "\(key.reference)", "arn": "\(binding.arn)"])
        }
    }

    /// Whether KMS still gives out the key that was current. What ended it may have been said of the alias itself, or of
    /// another key that the alias named for a while.
    private func isStillGood(_ key: CachedReference) async throws -> Bool {
        do {
            let reference = try KeyReference(key.current.arn)
            if key.algorithm.macAlgorithm != nil {
                _ = try await requests?.describeKey(reference.description, grantTokens: key.options.grantTokens)
                return true
            }
            let (binding, _) = try await resolve(reference, algorithm: key.algorithm, options: key.options)
            try Self.check(binding, isStill: key.current)
            return true
        } catch let error as KMSError where CachedReference.isDefinite(error) {
            return false
        }
    }

    private func fetchPublicKey(
        _ key: CachedReference, _ generation: UInt64, _ id: KeyRing.RecordID, _ flight: Flight
    ) async throws {
        guard let known = key.bindings.first(where: { $0.generation == generation }) else { return }
        let (binding, _) = try await calling(byARN: known.arn) {
            try await resolve(
                KeyReference(known.arn), algorithm: key.algorithm, options: key.options, needsPublicKey: true)
        }
        try Self.check(binding, isStill: known)
        ring.withLock { ring in
            _ = ring.update(id) { key in
                guard key.ended(flight, .publicKey(generation: generation)) else { return }
                key.adopt(arn: binding.arn, generation: generation)
                if let verifier = binding.verifier { key.fetched(verifier, generation: generation) }
            }
        }
    }

    /// KMS never changes the key behind an ARN: if the public key did, somebody else is answering.
    static func check(_ binding: KeyBinding, isStill known: KeyBinding) throws(KMSError) {
        guard let before = known.thumbprint, let after = binding.thumbprint, before != after else { return }
        throw KMSError(
            .publicKeyRefused, message: "the public key is another than before (\(before) then, \(after) now)",
            operation: .getPublicKey, keyReference: known.arn)
    }

    /// Asks KMS what a reference stands for: one GetPublicKey, or nothing where nothing is to be learnt. Of an HMAC key,
    /// DescribeKey.
    func resolve(
        _ reference: KeyReference, algorithm: JWSAlgorithm?, options: KeyOptions, needsPublicKey: Bool = false
    ) async throws -> (KeyBinding, JWSAlgorithm) {
        let generation = ring.withLock { $0.nextGeneration() }
        if !needsPublicKey, let algorithm, let arn = Self.arnThatNeedsNoCall(reference, algorithm, options) {
            let kid = Self.name(options.kid, arn: arn, thumbprint: nil)
            return (KeyBinding(generation: generation, arn: arn, kid: kid), algorithm)
        }
        guard let requests else { throw Self.noClient(reference.description) }
        if algorithm?.macAlgorithm != nil {
            return try await describe(reference, algorithm, options, generation, requests)
        }
        metrics.countPublicKeyFetch()
        let answer: GetPublicKeyResponse
        do {
            answer = try await requests.getPublicKey(reference.description, grantTokens: options.grantTokens)
        } catch let error as KMSError where error.kind == .unsupportedOperation && requests.describesKeys {
            // It has no public key. An HMAC key it is, or none that signs.
            return try await describe(reference, algorithm, options, generation, requests)
        }
        let arn: String
        let verifier: LocalVerifier
        do {
            arn = try KeyAnswer.name(askedFor: reference, answered: answer.keyID)
            verifier = try LocalVerifier(answer, algorithm: algorithm, reference: reference.description)
        } catch {
            throw error.during(.getPublicKey, key: reference.description)
        }
        let thumbprint = verifier.publicKey.thumbprint
        let kid = Self.name(options.kid, arn: arn, thumbprint: thumbprint)
        let binding = KeyBinding(
            generation: generation, arn: arn, kid: kid, verifier: verifier, thumbprint: thumbprint)
        return (binding, verifier.algorithm)
    }

    /// The ARN, where the name, the use and the algorithm of the key can be known without asking.
    private static func arnThatNeedsNoCall(
        _ reference: KeyReference, _ algorithm: JWSAlgorithm, _ options: KeyOptions
    ) -> String? {
        // KMS calls what ES256 and ES256K do by one name, so nothing but the key's type would tell them apart.
        guard case .keyARN(let arn) = reference, algorithm != .es256k, options.verification == .remote,
            !options.checksNewSignatures,
            options.kid ?? .thumbprint != .thumbprint
        else { return nil }
        return arn.description
    }
}
