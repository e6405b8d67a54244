// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
public import JWTKit
import KMSAPI
import Synchronization

// Keys that JWTKit holds, beside those of KMS: a service that moves to KMS goes on verifying its old tokens with the
// same call. The functions are named as JWTKit's are. "none" has no place here.
extension KMSKeyCollection {
    /// Adds an ECDSA key, public or private, that JWTKit holds.
    ///
    /// - Parameters:
    ///   - kid: the key's name; every such key has one.
    ///   - isDefault: whether the key signs when no kid is named, and verifies tokens without one.
    ///   - requirements: what every token of this key must show.
    /// - Throws: `KMSError` of kind `configuration` where another key has the kid.
    public func add(
        ecdsa key: some ECDSAKey, kid: JWKIdentifier, isDefault: Bool = false, requirements: Requirements = .init()
    ) async throws {
        try await add(kid, isDefault, requirements) { await $0.add(ecdsa: key, kid: kid) }
    }

    /// Adds an RSA key for RS256, RS384 or RS512 that JWTKit holds; the rest as
    /// ``add(ecdsa:kid:isDefault:requirements:)``.
    public func add(
        rsa key: some RSAKey, digestAlgorithm: DigestAlgorithm, kid: JWKIdentifier, isDefault: Bool = false,
        requirements: Requirements = .init()
    ) async throws {
        try await add(kid, isDefault, requirements) {
            await $0.add(rsa: key, digestAlgorithm: digestAlgorithm, kid: kid)
        }
    }

    /// Adds an RSA key for PS256, PS384 or PS512 that JWTKit holds; the rest as
    /// ``add(ecdsa:kid:isDefault:requirements:)``.
    public func add(
        pss key: some RSAKey, digestAlgorithm: DigestAlgorithm, kid: JWKIdentifier, isDefault: Bool = false,
        requirements: Requirements = .init()
    ) async throws {
        try await add(kid, isDefault, requirements) {
            await $0.add(pss: key, digestAlgorithm: digestAlgorithm, kid: kid)
        }
    }

    /// Adds an EdDSA key that JWTKit holds; the rest as ``add(ecdsa:kid:isDefault:requirements:)``.
    public func add(
        eddsa key: some EdDSAKey, kid: JWKIdentifier, isDefault: Bool = false, requirements: Requirements = .init()
    ) async throws {
        try await add(kid, isDefault, requirements) { await $0.add(eddsa: key, kid: kid) }
    }

    /// Adds an HMAC secret that JWTKit holds; the rest as ``add(ecdsa:kid:isDefault:requirements:)``.
    ///
    /// The token's `alg` is held against this key's, so no public key of the collection is ever taken for a secret.
    ///
    /// - Throws: `KMSError` of kind `configuration` too where the secret is shorter than the digest: RFC 7518 section
    ///   3.2.
    public func add(
        hmac key: HMACKey, digestAlgorithm: DigestAlgorithm, kid: JWKIdentifier, isDefault: Bool = false,
        requirements: Requirements = .init()
    ) async throws {
        // JWTKit keeps the secret to itself, and ends a debug build at one that is too short.
        let secret = Mirror(reflecting: key).descendant("key") as? SymmetricKey
        let least = digestAlgorithm == .sha256 ? 256 : digestAlgorithm == .sha384 ? 384 : 512
        if let secret, secret.bitCount < least {
            throw KMSError(
                .configuration, message: "the HMAC secret has \(secret.bitCount) bits, and must have \(least) at least")
        }
        try await add(kid, isDefault, requirements) {
            await $0.add(hmac: key, digestAlgorithm: digestAlgorithm, kid: kid)
        }
    }

    private func add(
        _ kid: JWKIdentifier, _ isDefault: Bool, _ requirements: Requirements,
        _ put: (JWTKeyCollection) async -> Void
    ) async throws {
        // JWTKit gives its algorithms out through a collection of its own, which serves for nothing else here: it
        // would answer its default key to an unknown kid.
        let holder = JWTKeyCollection()
        await put(holder)
        let algorithm = try await holder.getKey(for: kid)
        let key = JWTKitKey(kid: KeyIdentifier(kid.string), algorithm: algorithm, requirements: requirements)
        let now = clock.elapsed()
        _ = try ring.withLock { try $0.add(.jwtKit(key), isDefault: isDefault, now: now) }
    }
}
