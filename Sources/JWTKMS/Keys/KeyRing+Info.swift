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
            return key.verifiers.map { verifier in
                KMSKeyInfo(
                    kid: key.kid.map { JWKIdentifier(string: $0.string) }, reference: nil, arn: nil,
                    algorithm: verifier.algorithm.name, publicKeyDER: verifier.publicKey.der,
                    publicKeyPEM: verifier.publicKey.pem, isDefault: isDefault, signs: false)
            }
        case .jwtKit(let key):
            return [
                KMSKeyInfo(
                    kid: key.kid.map { JWKIdentifier(string: $0.string) }, reference: nil, arn: nil,
                    algorithm: key.algorithm.name, publicKeyDER: nil, publicKeyPEM: nil, isDefault: isDefault,
                    signs: true)
            ]
        case .set(let set):
            return set.members.map { Self.info($0, of: set, isDefault: isDefault && set.signs($0)) }
        case nil: return []
        }
    }

    private static func info(_ member: KeySet.Member, of set: KeySet, isDefault: Bool) -> KMSKeyInfo {
        let publicKey = member.binding.verifier?.publicKey
        return KMSKeyInfo(
            kid: member.kid.map { JWKIdentifier(string: $0.string) }, reference: set.reference,
            arn: member.binding.arn.isEmpty ? nil : member.binding.arn, algorithm: member.algorithm.name,
            publicKeyDER: publicKey?.der, publicKeyPEM: publicKey?.pem, isDefault: isDefault,
            signs: set.signs(member))
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
