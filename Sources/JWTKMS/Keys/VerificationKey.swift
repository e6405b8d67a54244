// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit
import KMSAPI

/// What a token can be checked with: made once, when what is known of the key changes.
final class VerificationKey: Sendable {
    enum Method: Sendable {
        case local(LocalVerifier)
        case remote(KeyBinding, JWSAlgorithm, KeyOptions)
        case jwtKit(any JWTAlgorithm)

        /// A key of KMS: by its public key where that is wanted and at hand.
        init(_ binding: KeyBinding, _ algorithm: JWSAlgorithm, _ options: KeyOptions) {
            if options.verification != .remote, let verifier = binding.verifier {
                self = .local(verifier)
            } else {
                self = .remote(binding, algorithm, options)
            }
        }
    }

    /// The `alg` that tokens of this key have.
    let algorithm: String
    /// The key, and after it keys of the same name before this one: an alias came to name another key, and the name
    /// stayed.
    let methods: [Method]
    let requirements: Requirements
    /// What a payload's `verify(using:)` is given, of each method.
    let jwtAlgorithms: [any JWTAlgorithm]
    /// What is thrown where no method finds the signature good; nil for a bad token. A key that can't be used now may
    /// have made it.
    let otherwise: KMSError?
    /// From when on it must be looked at anew: time of the collection's clock; nil for never.
    let until: Duration?

    init(
        algorithm: String, methods: [Method], requirements: Requirements, otherwise: KMSError? = nil,
        until: Duration? = nil
    ) {
        self.algorithm = algorithm
        self.methods = methods
        self.requirements = requirements
        jwtAlgorithms = methods.map(\.jwtAlgorithm)
        self.otherwise = otherwise
        self.until = until
    }

    convenience init(_ key: PinnedKey) {
        self.init(
            algorithm: key.verifier.algorithm.name, methods: [.local(key.verifier)], requirements: key.requirements)
    }

    convenience init(_ key: JWTKitKey) {
        self.init(
            algorithm: key.algorithm.name, methods: [.jwtKit(key.algorithm)], requirements: key.requirements)
    }
}
