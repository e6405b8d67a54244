// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit
import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a payload's `verify(using:)` is given for a key of KMS: its name is the `alg`, it verifies where that can be
/// done here, and it never signs, because JWTKit's `sign` is synchronous and a thread must not wait for a network.
final class KMSAlgorithm: JWTAlgorithm {
    let algorithm: JWSAlgorithm
    let verifier: LocalVerifier?

    init(algorithm: JWSAlgorithm, verifier: LocalVerifier?) {
        self.algorithm = algorithm
        self.verifier = verifier
    }

    var name: String { algorithm.name }

    func sign(_ plaintext: some DataProtocol) throws -> [UInt8] {
        throw KMSError(
            .configuration, message: "a key of KMS signs by KMSKeyCollection.sign, not by its JWTAlgorithm",
            operation: .sign)
    }

    func verify(_ signature: some DataProtocol, signs plaintext: some DataProtocol) throws -> Bool {
        guard let verifier else {
            throw KMSError(
                .configuration, message: "this key is verified by KMS: use KMSKeyCollection.verify",
                operation: .verify)
        }
        return verifier.isValid(signature: Array(signature), over: Array(plaintext).span)
    }
}

extension VerificationKey.Method {
    /// What the user's payload is given.
    var jwtAlgorithm: any JWTAlgorithm {
        switch self {
        case .local(let verifier): KMSAlgorithm(algorithm: verifier.algorithm, verifier: verifier)
        case .remote(_, let algorithm, _): KMSAlgorithm(algorithm: algorithm, verifier: nil)
        case .jwtKit(let algorithm): algorithm
        }
    }
}
