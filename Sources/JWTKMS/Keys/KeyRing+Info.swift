// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit
import KMSAPI

extension KeyRing {
    /// What users are told of a key, and of those that its alias named before and that still verify.
    func info(_ id: RecordID, now: Duration) -> [KMSKeyInfo] {
        let isDefault = defaultID == id
        switch records[id] {
        case .reference(let key):
            let before = key.previous.filter { now < $0.until }.reversed().map(\.binding)
            return [Self.info(key, key.current, isDefault: isDefault, signs: true)]
                + before.map { Self.info(key, $0, isDefault: false, signs: false) }
        case .publicKey(let key):
            return [
                KMSKeyInfo(
                    kid: key.kid.map { JWKIdentifier(string: $0.string) }, reference: nil, arn: nil,
                    algorithm: key.verifier.algorithm.name, publicKeyDER: key.verifier.publicKey.der,
                    publicKeyPEM: key.verifier.publicKey.pem, isDefault: isDefault, signs: false)
            ]
        case .jwtKit(let key):
            return [
                KMSKeyInfo(
                    kid: JWKIdentifier(string: key.kid.string), reference: nil, arn: nil, algorithm: key.algorithm.name,
                    publicKeyDER: nil, publicKeyPEM: nil, isDefault: isDefault, signs: true)
            ]
        case nil: return []
        }
    }

    private static func info(
        _ key: CachedReference, _ binding: KeyBinding, isDefault: Bool, signs: Bool
    ) -> KMSKeyInfo {
        KMSKeyInfo(
            kid: binding.kid.map { JWKIdentifier(string: $0.string) }, reference: key.reference, arn: binding.arn,
            algorithm: key.algorithm.name, publicKeyDER: binding.verifier?.publicKey.der,
            publicKeyPEM: binding.verifier?.publicKey.pem, isDefault: isDefault, signs: signs)
    }
}
