// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit
import KMSAPI

extension KeyRing {
    /// The key that signs under this name, where it was asked for before and nothing has changed.
    func readySigningKey(_ kid: KeyIdentifier?) -> SigningKey? { ready.signing[kid] }

    /// The key that signs under this name; the default key for none.
    mutating func signingKey(
        _ kid: KeyIdentifier?, now: Duration, after failed: KMSError?, flight: (RecordID) -> Flight
    ) -> Lookup<SigningKey> {
        guard let id = find(kid), let record = records[id] else {
            let which = kid.map { "no key with the kid \($0)" } ?? "no default key"
            return .fail(KMSError(.configuration, message: "the collection has \(which)", operation: .sign))
        }
        switch record {
        case .jwtKit(let key): return found(SigningKey(key), kid)
        case .set(let set):
            let looked = signingKey(set, id, kid)
            guard case .found(let key) = looked else { return looked }
            return found(key, kid)
        case .publicKey:
            return .fail(
                KMSError(.configuration, message: "the key is a public key alone, it can't sign", operation: .sign))
        case .reference(let reference):
            // A name of before still is this key's: it signs with what the alias names now, under its own name.
            let action = update(id) {
                $0.use(
                    needingPublicKey: reference.options.checksNewSignatures, now: now, after: failed,
                    flight: { flight(id) })
            }
            switch action {
            case .serve(let binding):
                let until = reference.signingReadyUntil(now: now)
                return found(SigningKey(binding, reference.algorithm, reference.options, id, until: until), kid)
            case .wait(let flight, let errand): return .wait(flight, id, toStart: errand)
            case .fail(let error): return .fail(error)
            case nil: return .fail(KMSError(.configuration, message: "the key was removed", operation: .sign))
            }
        }
    }

    private mutating func found(_ key: SigningKey, _ kid: KeyIdentifier?) -> Lookup<SigningKey> {
        ready.signing[kid] = key
        return .found(key)
    }
}
