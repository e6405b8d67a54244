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
    ///   `JWTError.unsupportedAlgorithm` where the key has another algorithm; `KMSError` where its public key is to be
    ///   fetched and can't be.
    public func getKey(for kid: JWKIdentifier? = nil, alg: String? = nil) async throws -> any JWTAlgorithm {
        let name = kid.map { KeyIdentifier($0.string) }
        let key = try await find(for: .getPublicKey) { ring, now, failed in
            guard let found = ring.verificationKey(name, now: now, after: failed, flight: { self.flight($0) }) else {
                if let kid { throw Self.unknown(kid) }
                throw JWTError.noKeyProvided
            }
            return found
        }
        let algorithms = ([key] + key.others).compactMap(\.jwtAlgorithms.first)
        let found = alg.map { alg in algorithms.first { $0.name.utf8.elementsEqual(alg.utf8) } } ?? algorithms.first
        guard let found else { throw JWTError.unsupportedAlgorithm(alg: alg) }
        return found
    }
}
