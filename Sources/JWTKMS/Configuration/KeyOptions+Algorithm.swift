// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension KeyOptions {
    /// What tokens of the key must show, its own type included.
    var wholeRequirements: Requirements {
        var requirements = requirements
        if requiresType, !omitsType { requirements.type = requirements.type ?? type }
        return requirements
    }

    /// What the options come to with a key of this algorithm: what can't be done locally is done by KMS.
    ///
    /// - Throws: `KMSError` of kind `configuration` where they ask for what such a key can't do.
    func settled(for algorithm: JWSAlgorithm) throws(KMSError) -> KeyOptions {
        var options = self
        options.requirements = wholeRequirements
        guard !algorithm.verifiesLocally else { return options }
        guard verification != .local else {
            throw KMSError(
                .configuration,
                message: "tokens of \(algorithm) can't be verified locally: \(algorithm.whyNotLocally); leave the "
                    + "verification to KMS")
        }
        options.verification = .remote
        options.checksNewSignatures = false
        guard algorithm.macAlgorithm != nil else { return options }
        guard kid != .thumbprint else {
            throw KMSError(
                .configuration,
                message: "a key of \(algorithm) has no public key, so it can't be named by its thumbprint")
        }
        options.kid = kid ?? .keyID
        return options
    }
}

extension JWSAlgorithm {
    /// Ends the sentence "can't be verified locally: ".
    fileprivate var whyNotLocally: String {
        switch scheme {
        case .hmac: "there is no public key, and the secret stays in KMS"
        case .ecdsa: "no library here has the curve secp256k1"
        case .mlDSA(.mlDSA44): "no library here has ML-DSA-44"
        default: "it needs macOS 26 or newer"
        }
    }
}
