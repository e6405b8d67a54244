// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import JWTKit
import KMSAPI
import Synchronization

extension KMSKeyCollection {
    /// The key of this name as JWTKit's `JWTAlgorithm`, as a payload's `verify(using:)` is given it.
    ///
    /// A key of KMS verifies where it is verified locally, and throws where it is asked to sign: sign with
    /// ``sign(_:kid:header:)``. Unlike JWTKit's, an unknown kid is never answered with the default key.
    ///
    /// - Parameters:
    ///   - kid: the key's name; nil for the default key.
    ///   - alg: the algorithm that the key must have; nil for any.
    /// - Throws: `JWTError.unknownKID`, `JWTError.noKeyProvided` where there is no default key,
    ///   `JWTError.unsupportedAlgorithm` where the key has another algorithm.
    public func getKey(for kid: JWKIdentifier? = nil, alg: String? = nil) async throws -> any JWTAlgorithm {
        let algorithm = try ring.withLock { ring -> any JWTAlgorithm in
            guard let id = ring.find(kid.map { KeyIdentifier($0.string) }) else {
                if let kid { throw JWTError.unknownKID(kid) }
                throw JWTError.noKeyProvided
            }
            switch ring.records[id] {
            case .reference(let key):
                let verifier = key.verifiesLocally ? key.current.verifier : nil
                return KMSAlgorithm(algorithm: key.algorithm, verifier: verifier)
            case .publicKey(let key): return KMSAlgorithm(algorithm: key.verifier.algorithm, verifier: key.verifier)
            case .jwtKit(let key): return key.algorithm
            case nil: throw JWTError.noKeyProvided
            }
        }
        guard alg.map({ $0.utf8.elementsEqual(algorithm.name.utf8) }) ?? true else {
            throw JWTError.unsupportedAlgorithm(alg: alg)
        }
        return algorithm
    }
}
