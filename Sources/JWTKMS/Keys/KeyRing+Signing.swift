// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit
import KMSAPI

/// What a token can be signed with now.
enum SigningKey: Sendable {
    case kms(KeyBinding, JWSAlgorithm, KeyOptions, KeyRing.RecordID)
    case jwtKit(any JWTAlgorithm, kid: KeyIdentifier)

    var algorithm: String {
        switch self {
        case .kms(_, let algorithm, _, _): algorithm.name
        case .jwtKit(let algorithm, _): algorithm.name
        }
    }

    var kid: KeyIdentifier? {
        switch self {
        case .kms(let binding, _, _, _): binding.kid
        case .jwtKit(_, let kid): kid
        }
    }

    /// How long a signature is in the token at least, before base64url: what is certain before KMS is asked.
    var signatureBytes: Int {
        switch self {
        case .kms(_, let algorithm, _, _):
            if case .ecdsa(let curve) = algorithm.scheme { 2 * curve.coordinateBytes } else { rsaSignatureBytes }
        case .jwtKit: 0
        }
    }

    private var rsaSignatureBytes: Int {
        guard case .kms(let binding, _, _, _) = self else { return 0 }
        return binding.verifier?.publicKey.signatureBytes ?? 256
    }

    var type: String? {
        switch self {
        case .kms(_, _, let options, _): options.type
        case .jwtKit: nil
        }
    }
}

extension KeyRing {
    /// The key that signs under this name; the default key for none.
    mutating func signingKey(
        _ kid: KeyIdentifier?, now: Duration, after failed: KMSError?, flight: (RecordID) -> Flight
    ) -> Lookup<SigningKey> {
        guard let id = find(kid), let record = records[id] else {
            let which = kid.map { "no key with the kid \($0)" } ?? "no default key"
            return .fail(KMSError(.configuration, message: "the collection has \(which)", operation: .sign))
        }
        switch record {
        case .jwtKit(let key): return .found(.jwtKit(key.algorithm, kid: key.kid))
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
            case .serve(let binding): return .found(.kms(binding, reference.algorithm, reference.options, id))
            case .wait(let flight, let errand): return .wait(flight, id, toStart: errand)
            case .fail(let error): return .fail(error)
            case nil: return .fail(KMSError(.configuration, message: "the key was removed", operation: .sign))
            }
        }
    }
}
