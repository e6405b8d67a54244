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
    /// serves the tokens without one, and so does the only key of a set. Keys that share a kid are told apart by their
    /// algorithm.
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
        let keys = try publicKeys(of: Array(jwks.utf8), what: "JWK Set", algorithm, uses)
        return try add(Self.pinned(keys, requirements), isDefault: false)
    }

    /// Adds the public keys of a JWK Set, as ``add(jwks:algorithm:uses:requirements:)-(String,_,_,_)`` does, under the name
    /// that JWTKit has for it. As there, the first key becomes the default one if there is none.
    ///
    /// - Returns: the collection.
    @discardableResult
    public func add(
        jwksJSON json: String, algorithm: JWSAlgorithm? = nil, uses: Set<String> = ["sig"],
        requirements: Requirements = .init()
    ) throws -> KMSKeyCollection {
        let keys = try publicKeys(of: Array(json.utf8), what: "JWK Set", algorithm, uses)
        _ = try add(Self.pinned(keys, requirements), isDefault: nil)
        return self
    }

    /// Adds the public keys of JWTKit's `JWKS`, as ``add(jwksJSON:algorithm:uses:requirements:)`` does.
    @discardableResult
    public func add(
        jwks: JWKS, algorithm: JWSAlgorithm? = nil, uses: Set<String> = ["sig"],
        requirements: Requirements = .init()
    ) throws -> KMSKeyCollection {
        let json = String(decoding: try JSONEncoder().encode(jwks), as: UTF8.self)
        return try add(jwksJSON: json, algorithm: algorithm, uses: uses, requirements: requirements)
    }

    /// Adds the public key of JWTKit's `JWK`: it verifies, without KMS, and signs nothing.
    ///
    /// - Parameters:
    ///   - jwk: the key. One without a kid verifies the tokens that have no kid and are of its algorithm.
    ///   - isDefault: whether it verifies tokens without a kid. nil: if there is no default key yet.
    ///   - algorithm: the `alg` of the tokens if the key names none. Only RSA keys need it.
    ///   - requirements: what every token of this key must show.
    /// - Returns: the collection.
    /// - Throws: `KMSError` of kind `publicKeyRefused` if it is a private key, or can't verify here; `configuration` if
    ///   another key of the collection has its kid.
    @discardableResult
    public func add(
        jwk: JWK, isDefault: Bool? = nil, algorithm: JWSAlgorithm? = nil, requirements: Requirements = .init()
    ) throws -> KMSKeyCollection {
        let json = #"{"keys":["# + String(decoding: try JSONEncoder().encode(jwk), as: UTF8.self) + "]}"
        let keys = try publicKeys(of: Array(json.utf8), what: "JWK", algorithm, ["sig"])
        _ = try add(Self.pinned(keys, requirements, isOfSet: false), isDefault: isDefault)
        return self
    }

    /// One record a name, in the order of the set.
    private static func pinned(
        _ keys: [PublicKeySet.Key], _ requirements: Requirements, isOfSet: Bool = true
    ) -> [PinnedKey] {
        let isOne = keys.count == 1
        var byName = Dictionary(grouping: keys, by: \.kid)
        return keys.compactMap { byName.removeValue(forKey: $0.kid) }.map { keys in
            PinnedKey(
                kid: keys.first?.kid,
                verifiers: keys.map { LocalVerifier(algorithm: $0.algorithm, publicKey: $0.publicKey) },
                requirements: requirements, isOfSet: isOfSet, isOnlyOfSet: isOfSet && isOne)
        }
    }

    private func add(_ keys: [PinnedKey], isDefault: Bool?) throws -> [KMSKeyInfo] {
        let now = clock.elapsed()
        return try ring.withLock { ring in
            // Added to a copy first: a set is taken whole or not at all.
            var changed = ring
            let ids = try keys.enumerated().map { index, key in
                // Only the first one can be the default key.
                try changed.add(.publicKey(key), isDefault: index == 0 ? isDefault : false, now: now)
            }
            ring = changed
            return ids.flatMap { changed.info($0, now: now) }
        }
    }

    private func publicKeys(
        of json: [UInt8], what: String, _ algorithm: JWSAlgorithm?, _ uses: Set<String>
    ) throws -> [PublicKeySet.Key] {
        let set: PublicKeySet
        do { set = try PublicKeySet(json, algorithm: algorithm, uses: uses) } catch {
            throw KMSError(.publicKeyRefused, message: "the \(what) is refused: \(error.reason)")
        }
        if let whyUseless = set.whyUseless {
            throw KMSError(
                .publicKeyRefused, message: "no key of the \(what) can verify a token here: \(whyUseless)")
        }
        for reason in set.passedOver {
            logger?.info("passed over a key of a JWK Set", metadata: ["reason": "\(reason)"])
        }
        return set.keys
    }
}
