// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI
import Synchronization

extension KMSKeyCollection {
    /// The public keys of this collection's keys of KMS as a JWK Set, RFC 7517 section 5: what an issuer publishes.
    ///
    /// All of them are there that ``keys`` lists, also the key that an alias named before, for as long as it verifies.
    /// Left out are HMAC keys, which are secrets, and keys that JWTKit holds. Public keys that were added alone are
    /// somebody else's, and are left out unless they are asked for.
    ///
    /// KMS is asked for a public key that is not at hand, by GetPublicKey, once however many ask, and for nothing else:
    /// no alias is read anew. A key that is not to be published any more is removed: ``remove(kid:)``.
    ///
    /// Some readers reject a whole set for one key of a type that they do not know. Leave such keys out of the set that
    /// those readers fetch, and publish them in a set of their own:
    ///
    ///     let forAll = try await keys.jwks(without: [.es512, .edDSA, .ed25519, .mlDSA65])
    ///
    /// - Parameters:
    ///   - includingOthers: whether public keys that were added alone are published too.
    ///   - algorithms: the algorithms whose keys are left out.
    /// - Throws: `KMSError` where a public key is to be fetched and can't be; of kind `configuration` where two keys
    ///   have one kid, or one of several has none. `CancellationError`.
    public func jwks(
        includingOthers: Bool = false, without algorithms: Set<JWSAlgorithm> = []
    ) async throws -> JSONWebKeySet {
        try await fetchPublicKeys()
        let published = publicKeys(includingOthers: includingOthers)
        return try JSONWebKeySet(published.filter { !algorithms.contains($0.algorithm) })
    }

    /// What this issuer says of itself, with the algorithms of the keys that ``jwks(includingOthers:without:)`` publishes.
    ///
    /// - Parameters: as those of ``IssuerMetadata/init(issuer:jwksURI:algorithms:members:)``.
    /// - Throws: `KMSError` of kind `configuration`, as that does.
    public func metadata(
        issuer: String, jwksURI: String? = nil, members: [String: MetadataValue] = [:]
    ) throws(KMSError) -> IssuerMetadata {
        let algorithms = keys.filter { $0.arn != nil }.compactMap { JWSAlgorithm(name: $0.algorithm) }
        return try IssuerMetadata(
            issuer: issuer, jwksURI: jwksURI, algorithms: algorithms.filter { $0.macAlgorithm == nil },
            members: members)
    }

    /// Fetches each public key of a key of KMS that is not at hand.
    func fetchPublicKeys() async throws {
        for id in ring.withLock({ $0.withoutPublicKey }) {
            _ = try await find(for: .getPublicKey) { ring, now, failed in
                ring.publicKey(of: id, now: now, after: failed, flight: { self.flight(id) })
            }
        }
    }

    func publicKeys(includingOthers: Bool) -> [PublishedKey] {
        let now = clock.elapsed()
        return ring.withLock { $0.publicKeys(includingOthers: includingOthers, now: now) }
    }
}
