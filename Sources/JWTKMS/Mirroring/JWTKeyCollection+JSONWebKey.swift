// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import JWTKit

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension JWTKeyCollection {
    /// Whether there is a default key, also one that can't be used without an algorithm: a JWK without `alg`.
    func hasDefault() async -> Bool {
        do {
            _ = try await getKey()
            return true
        } catch let error as JWTError {
            return error.errorType != .noKeyProvided
        } catch {
            return true
        }
    }

    /// Adds a public key under its kid, and not as the default key.
    ///
    /// - Parameter hasDefault: whether there is a default key. JWTKit makes its first key the default one, where it can't
    ///   be told not to.
    /// - Throws: where JWTKit does not know such a key.
    func add(_ key: JSONWebKey, hasDefault: Bool) throws {
        guard key.members["kty"] == "AKP" else {
            try add(jwk: JSONDecoder().decode(JWK.self, from: Data(key.json.utf8)), isDefault: false)
            return
        }
        // JWTKit reads no JWK of this type.
        try addMLDSA(key)
        if !hasDefault { clearDefault() }
    }

    private func addMLDSA(_ key: JSONWebKey) throws {
        guard #available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, macCatalyst 26, *),
            let bytes = Base64URL.decode((key.members["pub"] ?? "").utf8), let kid = key.kid
        else { throw JWTError.invalidJWK(reason: "ML-DSA needs macOS 26") }
        switch key.algorithm {
        case MLDSAParameters.mlDSA65.name:
            add(mldsa: try MLDSA65PublicKey(rawRepresentation: bytes), kid: JWKIdentifier(string: kid))
        case MLDSAParameters.mlDSA87.name:
            add(mldsa: try MLDSA87PublicKey(rawRepresentation: bytes), kid: JWKIdentifier(string: kid))
        default: throw JWTError.invalidJWK(reason: "JWTKit has no \(key.algorithm)")
        }
    }
}
