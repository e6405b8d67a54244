// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
public import JWTKit
import KMSAPI
import Synchronization

// Keys that JWTKit holds, beside those of KMS: a service that moves to KMS goes on verifying its old tokens with the
// same call. The functions have the names and arguments of JWTKit's. "none" has no place here.
extension KMSKeyCollection {
    /// Adds an ECDSA key, public or private, that JWTKit holds.
    ///
    /// - Parameters:
    ///   - kid: the key's name; nil for none. Either way the key verifies tokens of its algorithm that have no kid, because
    ///     JWTKit writes a kid only if `sign` is given one.
    ///   - parser: decodes payloads of this key's tokens; nil for the collection's.
    ///   - serializer: encodes this key's tokens; nil for the collection's.
    ///   - isDefault: whether the key signs when no kid is named, and verifies tokens without one. nil: if there is no such
    ///     key yet.
    ///   - requirements: what every token of this key must show.
    /// - Returns: the collection.
    /// - Throws: `KMSError` of kind `configuration` if another key has the kid, or there are 16 keys without one.
    @discardableResult
    public func add(
        ecdsa key: some ECDSAKey,
        kid: JWKIdentifier? = nil,
        parser: (any JWTParser)? = nil,
        serializer: (any JWTSerializer)? = nil,
        isDefault: Bool? = nil,
        requirements: Requirements = .init()
    ) async throws -> KMSKeyCollection {
        try await add(kid, parser, serializer, isDefault, requirements) {
            await $0.add(ecdsa: key, kid: kid)
        }
    }

    /// Adds an RSA key for RS256, RS384 or RS512 that JWTKit holds; the rest as
    /// ``add(ecdsa:kid:parser:serializer:isDefault:requirements:)``.
    @discardableResult
    public func add(
        rsa key: some RSAKey,
        digestAlgorithm: DigestAlgorithm,
        kid: JWKIdentifier? = nil,
        parser: (any JWTParser)? = nil,
        serializer: (any JWTSerializer)? = nil,
        isDefault: Bool? = nil,
        requirements: Requirements = .init()
    ) async throws -> KMSKeyCollection {
        try await add(kid, parser, serializer, isDefault, requirements) {
            await $0.add(rsa: key, digestAlgorithm: digestAlgorithm, kid: kid)
        }
    }

    /// Adds an RSA key for PS256, PS384 or PS512 that JWTKit holds; the rest as
    /// ``add(ecdsa:kid:parser:serializer:isDefault:requirements:)``.
    @discardableResult
    public func add(
        pss key: some RSAKey,
        digestAlgorithm: DigestAlgorithm,
        kid: JWKIdentifier? = nil,
        parser: (any JWTParser)? = nil,
        serializer: (any JWTSerializer)? = nil,
        isDefault: Bool? = nil,
        requirements: Requirements = .init()
    ) async throws -> KMSKeyCollection {
        try await add(kid, parser, serializer, isDefault, requirements) {
            await $0.add(pss: key, digestAlgorithm: digestAlgorithm, kid: kid)
        }
    }

    /// Adds an EdDSA key that JWTKit holds; the rest as
    /// ``add(ecdsa:kid:parser:serializer:isDefault:requirements:)``.
    @discardableResult
    public func add(
        eddsa key: some EdDSAKey,
        kid: JWKIdentifier? = nil,
        parser: (any JWTParser)? = nil,
        serializer: (any JWTSerializer)? = nil,
        isDefault: Bool? = nil,
        requirements: Requirements = .init()
    ) async throws -> KMSKeyCollection {
        try await add(kid, parser, serializer, isDefault, requirements) {
            await $0.add(eddsa: key, kid: kid)
        }
    }

    /// Adds an ML-DSA-65 or ML-DSA-87 key that JWTKit holds; the rest as
    /// ``add(ecdsa:kid:parser:serializer:isDefault:requirements:)``.
    @available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, macCatalyst 26, *)
    @discardableResult
    public func add(
        mldsa key: some JWTKit.MLDSAKey,
        kid: JWKIdentifier? = nil,
        parser: (any JWTParser)? = nil,
        serializer: (any JWTSerializer)? = nil,
        isDefault: Bool? = nil,
        requirements: Requirements = .init()
    ) async throws -> KMSKeyCollection {
        try await add(kid, parser, serializer, isDefault, requirements) {
            await $0.add(mldsa: key, kid: kid)
        }
    }

    /// Adds an HMAC secret that JWTKit holds; the rest as
    /// ``add(ecdsa:kid:parser:serializer:isDefault:requirements:)``.
    ///
    /// The token's `alg` is held against this key's, so no public key of the collection is ever taken for a secret.
    ///
    /// - Throws: `KMSError` of kind `configuration` too where the secret is shorter than the digest: RFC 7518 section
    ///   3.2.
    @discardableResult
    public func add(
        hmac key: HMACKey,
        digestAlgorithm: DigestAlgorithm,
        kid: JWKIdentifier? = nil,
        parser: (any JWTParser)? = nil,
        serializer: (any JWTSerializer)? = nil,
        isDefault: Bool? = nil,
        requirements: Requirements = .init()
    ) async throws -> KMSKeyCollection {
        // JWTKit keeps the secret to itself, and ends a debug build at one that is too short.
        let secret = Mirror(reflecting: key).descendant("key") as? SymmetricKey
        let least = digestAlgorithm == .sha256 ? 256 : digestAlgorithm == .sha384 ? 384 : 512
        if let secret, secret.bitCount < least {
            throw KMSError(
                .configuration, message: "the HMAC secret has \(secret.bitCount) bits, and must have \(least) at least")
        }
        return try await add(kid, parser, serializer, isDefault, requirements) {
            await $0.add(hmac: key, digestAlgorithm: digestAlgorithm, kid: kid)
        }
    }

    private func add(
        _ kid: JWKIdentifier?, _ parser: (any JWTParser)?, _ serializer: (any JWTSerializer)?, _ isDefault: Bool?,
        _ requirements: Requirements, _ put: (JWTKeyCollection) async -> Void
    ) async throws -> KMSKeyCollection {
        // JWTKit gives its algorithms out through a collection of its own, which serves for nothing else here: it
        // would answer its default key to an unknown kid.
        let holder = JWTKeyCollection()
        await put(holder)
        let key = JWTKitKey(
            kid: kid.map { KeyIdentifier($0.string) }, algorithm: try await holder.getKey(for: kid), parser: parser,
            serializer: serializer, requirements: requirements)
        let now = clock.elapsed()
        _ = try ring.withLock { try $0.add(.jwtKit(key), isDefault: isDefault, now: now) }
        return self
    }
}
