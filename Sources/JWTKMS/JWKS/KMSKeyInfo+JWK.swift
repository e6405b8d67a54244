// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension KMSKeyInfo {
    /// The public key as a JWK: one line of JSON.
    ///
    /// - Throws: `KMSError` of kind `configuration` where there is no public key at hand.
    package var jwk: String {
        get throws {
            guard let publicKeyDER, let algorithm = JWSAlgorithm(name: algorithm) else {
                throw KMSError(.configuration, message: "there is no public key to write", keyReference: arn)
            }
            let publicKey = try PublicKey(der: publicKeyDER)
            return JSONWebKey(publicKey, algorithm: algorithm, kid: kid.map { KeyIdentifier($0.string) }).json
        }
    }
}
