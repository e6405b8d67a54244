// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import JWTKit
import KMSAPI
import Logging
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension KMSKeyCollection {
    /// Adds the public keys of a JWK Set, RFC 7517 section 5: they verify, without KMS, and sign nothing.
    ///
    /// Keys that are not for signatures, or of types, curves or algorithms that can't verify here, are passed over, as
    /// RFC 7517 section 5 has it, and logged. All others are added, or none.
    ///
    /// - Parameters:
    ///   - jwks: the set as JSON.
    ///   - algorithm: the `alg` of the keys that name none. It is never taken from a token: RFC 8725 section 3.1.
    ///   - requirements: what every token of these keys must show.
    /// - Returns: the keys that were added.
    /// - Throws: `KMSError` of kind `publicKeyRefused` where the set is no strict JSON, or a key is private or not what
    ///   it says it is; `configuration` where a key has no kid or one that another key has, or
    ///   names no algorithm and none was given.
    @discardableResult
    public func add(
        jwks: String, algorithm: JWSAlgorithm? = nil, requirements: Requirements = .init()
    ) throws -> [KMSKeyInfo] {
        let (keys, passedOver) = try Self.publicKeys(jwks)
        for reason in passedOver { logger?.info("passed over a key of a JWK Set", metadata: ["reason": "\(reason)"]) }
        let records = try keys.map { key -> KeyRing.Record in
            guard let kid = key.kid else {
                throw KMSError(.configuration, message: "a key of the set has no kid, so no token could name it")
            }
            guard let algorithm = key.algorithm ?? algorithm else {
                throw KMSError(
                    .configuration, message: "the key \(Excerpt.of(kid)) names no alg; give the algorithm of such keys")
            }
            guard key.publicKey.algorithms.contains(algorithm) else {
                throw KMSError(
                    .invalidKeyUsage, message: "the key \(Excerpt.of(kid)) does not serve \(algorithm)",
                    underlying: UnfitKey(served: key.publicKey.algorithms.map(\.name)))
            }
            return .publicKey(
                PinnedKey(
                    kid: KeyIdentifier(kid), verifier: LocalVerifier(algorithm: algorithm, publicKey: key.publicKey),
                    requirements: requirements))
        }
        return try add(records)
    }

    /// Adds the public keys of JWTKit's `JWKS`, as ``add(jwks:algorithm:requirements:)-(String,_,_)`` does.
    @discardableResult
    public func add(
        jwks: JWKS, algorithm: JWSAlgorithm? = nil, requirements: Requirements = .init()
    ) throws -> [KMSKeyInfo] {
        let json = try JSONEncoder().encode(jwks)
        return try add(jwks: String(decoding: json, as: UTF8.self), algorithm: algorithm, requirements: requirements)
    }

    private func add(_ records: [KeyRing.Record]) throws -> [KMSKeyInfo] {
        let now = clock.elapsed()
        return try ring.withLock { ring in
            // Added to a copy first: a set is taken whole or not at all.
            var changed = ring
            let ids = try records.map { try changed.add($0, isDefault: false, now: now) }
            ring = changed
            return ids.flatMap { changed.info($0, now: now) }
        }
    }

    private static func publicKeys(_ jwks: String) throws(KMSError) -> ([PublicKey.JWK], passedOver: [String]) {
        do {
            let document = try JSONDocument(bytes: Array(jwks.utf8))
            guard let keys = document.root.member("keys"), keys.kind == .array else {
                throw PublicKeyRefusal("it has no array of keys")
            }
            var passedOver: [String] = []
            let taken = try keys.elements.compactMap { key in
                do {
                    return try PublicKey.jwk(key)
                } catch let reason as PublicKey.JWK.NotForUs {
                    passedOver.append(reason.reason)
                    return nil
                }
            }
            return (taken, passedOver)
        } catch {
            throw KMSError(.publicKeyRefused, message: "the JWK Set is refused: \(reason(error))")
        }
    }
}
