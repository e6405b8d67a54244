// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension LocalVerifier {
    /// Takes the public key that KMS answered, if all that KMS says of it agrees: type, use, algorithms and the key.
    ///
    /// - Throws: `KMSError` of kind `publicKeyRefused` where they don't, `invalidKeyUsage` or `configuration` where
    ///   the key does not serve the algorithm.
    convenience init(_ answer: GetPublicKeyResponse, algorithm: JWSAlgorithm?, reference: String) throws(KMSError) {
        let publicKey: PublicKey
        do {
            publicKey = try PublicKey(der: Array(answer.publicKey))
        } catch {
            throw Self.refused(KMSKeyCollection.reason(error))
        }
        guard let keySpec = publicKey.keySpec else { throw Self.refused("KMS has no RSA keys of its size") }
        guard answer.keySpec ?? keySpec == keySpec else {
            throw Self.refused("KMS says it is \(Excerpt.of(answer.keySpec?.rawValue ?? "")), and it is \(keySpec)")
        }
        guard answer.keyUsage ?? .signVerify == .signVerify else {
            throw KMSError(
                .invalidKeyUsage,
                message: "the key is for \(Excerpt.of(answer.keyUsage?.rawValue ?? "")), not SIGN_VERIFY",
                underlying: UnfitKey(served: []))
        }
        let chosen = try JWSAlgorithm.chosen(algorithm, for: keySpec, key: reference)
        guard let signingAlgorithm = chosen.signingAlgorithm,
            answer.signingAlgorithms?.contains(signingAlgorithm) ?? true
        else { throw Self.refused("KMS says that the key does not serve \(chosen)") }
        self.init(algorithm: chosen, publicKey: publicKey)
    }

    private static func refused(_ reason: String) -> KMSError {
        KMSError(.publicKeyRefused, message: "the public key that KMS answered is refused: \(reason)")
    }
}
