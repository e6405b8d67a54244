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
    /// Keys that can't verify here are passed over, and logged: keys that are not for signatures, that are broken, or of
    /// types, curves or algorithms that this version does not know. The others are added, all or none. A key without a kid
    /// serves the tokens without one. Keys that share a kid are told apart by their algorithm.
    ///
    /// - Parameters:
    ///   - jwks: the set as JSON.
    ///   - algorithm: the `alg` of the keys that name none and serve it. Only RSA keys need it: the others serve one. It is
    ///     never taken from a token: RFC 8725 section 3.1.
    ///   - uses: the values of `use` whose keys verify. A key without `use` does too. SPIFFE has `jwt-svid`.
    ///   - requirements: what every token of these keys must show.
    /// - Returns: the keys that were added.
    /// - Throws: `KMSError` of kind `publicKeyRefused` if the set is not strict JSON, a key of it is private, or none can
    ///   verify here, with the reason of each; `configuration` if another key of the collection has the kid of one.
    @discardableResult
    public func add(
        jwks: String, algorithm: JWSAlgorithm? = nil, uses: Set<String> = ["sig"],
        requirements: Requirements = .init()
    ) throws -> [KMSKeyInfo] {
        let set: PublicKeySet
        do { set = try PublicKeySet(Array(jwks.utf8), algorithm: algorithm, uses: uses) } catch {
            throw KMSError(.publicKeyRefused, message: "the JWK Set is refused: \(error.reason)")
        }
        if let whyUseless = set.whyUseless {
            throw KMSError(
                .publicKeyRefused, message: "no key of the JWK Set can verify a token here: \(whyUseless)")
        }
        for reason in set.passedOver {
            logger?.info("passed over a key of a JWK Set", metadata: ["reason": "\(reason)"])
        }
        return try add(Self.pinned(set.keys, requirements).map { .publicKey($0) })
    }

    /// Adds the public keys of JWTKit's `JWKS`, as ``add(jwks:algorithm:uses:requirements:)-(String,_,_,_)`` does.
    @discardableResult
    public func add(
        jwks: JWKS, algorithm: JWSAlgorithm? = nil, uses: Set<String> = ["sig"],
        requirements: Requirements = .init()
    ) throws -> [KMSKeyInfo] {
        let json = String(decoding: try JSONEncoder().encode(jwks), as: UTF8.self)
        return try add(jwks: json, algorithm: algorithm, uses: uses, requirements: requirements)
    }

    /// One record a name, in the order of the set.
    private static func pinned(_ keys: [PublicKeySet.Key], _ requirements: Requirements) -> [PinnedKey] {
        var byName = Dictionary(grouping: keys, by: \.kid)
        return keys.compactMap { byName.removeValue(forKey: $0.kid) }.map { keys in
            PinnedKey(
                kid: keys.first?.kid,
                verifiers: keys.map { LocalVerifier(algorithm: $0.algorithm, publicKey: $0.publicKey) },
                requirements: requirements, isOfSet: true)
        }
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
}
