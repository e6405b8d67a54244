// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// A public key of KMS that a token can name: what a ``KeyMirror`` puts into the other collection.
struct Mirrored: Hashable {
    let kid: KeyIdentifier
    let algorithm: String
    private let arn: String
    private let publicKeyDER: [UInt8]

    /// nil for a key that is not of KMS, has no name, or whose public key is not at hand.
    init?(_ key: KMSKeyInfo) {
        guard let kid = key.kid, let arn = key.arn, let der = key.publicKeyDER else { return nil }
        self.kid = KeyIdentifier(kid.string)
        algorithm = key.algorithm
        self.arn = arn
        publicKeyDER = der
    }

    /// Whether this is the same key under the same name, its public key at hand or not. KMS never changes the public key
    /// of an ARN.
    func `is`(_ key: KMSKeyInfo) -> Bool {
        guard let kid = key.kid, let arn = key.arn else { return false }
        return KeyIdentifier(kid.string) == self.kid && KeyAnswer.isSameKey(arn, self.arn)
    }

    /// - Throws: what the key is refused for; never for one that a collection verifies with.
    var jwk: JSONWebKey {
        get throws {
            guard let algorithm = JWSAlgorithm(name: algorithm) else { throw PublicKeyRefusal("it has no algorithm") }
            return JSONWebKey(try PublicKey(der: publicKeyDER), algorithm: algorithm, kid: kid)
        }
    }
}
