// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension KeyRing {
    /// Every public key that is at hand and that tokens may be verified with now.
    ///
    /// - Parameter includingOthers: whether those too that no key of KMS of this collection stands behind.
    func publicKeys(includingOthers: Bool, now: Duration) -> [PublishedKey] {
        records.keys.sorted().flatMap { id -> [PublishedKey] in
            switch records[id] {
            case .reference(let key): key.publicKeys(now: now)
            case .publicKey(let key) where includingOthers:
                key.verifiers.map { PublishedKey($0, $0.algorithm, key.kid, signs: false) }
            case .set(let set): set.publicKeys(includingOthers: includingOthers)
            default: []
            }
        }
    }

    /// Keys of KMS that have a public key which is not at hand. An HMAC key has none.
    var withoutPublicKey: [RecordID] {
        records.keys.sorted().filter { id in
            guard case .reference(let key) = records[id] else { return false }
            return key.current.verifier == nil && key.algorithm.macAlgorithm == nil
        }
    }

    /// The current binding of a key, once its public key is at hand; nothing where it was removed meanwhile.
    mutating func publicKey(
        of id: RecordID, now: Duration, after failed: KMSError?, flight: () -> Flight
    ) -> Lookup<KeyBinding?> {
        let action = update(id) { $0.use(needingPublicKey: true, now: now, after: failed, flight: flight) }
        return switch action {
        case .serve(let binding): .found(binding)
        case .wait(let flight, let errand): .wait(flight, id, toStart: errand)
        case .fail(let error): .fail(error)
        case nil: .found(nil)
        }
    }
}

/// A public key as it is published.
struct PublishedKey: Sendable {
    let key: JSONWebKey
    let algorithm: JWSAlgorithm
    /// Whether new tokens are signed with it.
    let signs: Bool

    init(_ verifier: LocalVerifier, _ algorithm: JWSAlgorithm, _ kid: KeyIdentifier?, signs: Bool) {
        key = JSONWebKey(verifier.publicKey, algorithm: algorithm, kid: kid)
        self.algorithm = algorithm
        self.signs = signs
    }
}

extension KeySet {
    fileprivate func publicKeys(includingOthers: Bool) -> [PublishedKey] {
        members.filter { includingOthers || !$0.binding.arn.isEmpty }.compactMap { member in
            member.binding.verifier.map {
                PublishedKey($0, member.algorithm, member.kid, signs: signs(member))
            }
        }
    }
}

extension CachedReference {
    fileprivate func publicKeys(now: Duration) -> [PublishedKey] {
        let signing = current.verifier.map { PublishedKey($0, algorithm, current.kid, signs: true) }
        let verifying = previous.filter { now < $0.until }.compactMap { previous in
            previous.binding.verifier.map { PublishedKey($0, algorithm, previous.binding.kid, signs: false) }
        }
        return (signing.map { [$0] } ?? []) + verifying
    }
}
