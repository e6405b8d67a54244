// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// The public keys that an issuer publishes: a JWK Set, RFC 7517 section 5, in one form only. The same keys are the
/// same bytes, whatever the order in which they were added, on every server that signs with the same keys.
public struct JSONWebKeySet: Sendable, Hashable {
    /// The keys that sign new tokens, then the others; both in the order of their names, byte by byte, and of
    /// one name in that of their algorithms.
    ///
    /// Some readers ignore `kid` and take the first key that fits the token. They verify new tokens then.
    public let keys: [JSONWebKey]
    /// The set as one line of JSON, in UTF-8 what is to be served as `application/jwk-set+json`: members in the order
    /// of their names, no white space, no escape that is not needed.
    public let json: String
    /// The strong entity tag of these bytes, quotes included: RFC 9110 section 8.8.3. It changes if a key does.
    public let etag: String

    /// - Throws: `KMSError` of kind `configuration` where a token could not say which of the keys it means.
    init(_ published: [PublishedKey]) throws(KMSError) {
        try Self.checkNames(of: published.map(\.key))
        keys = Self.inOrder(published.filter(\.signs)) + Self.inOrder(published.filter { !$0.signs })
        let place = JSONPlace()
        place.set("keys", .place(JSONPlace(array: keys.map { .place($0.place) })))
        let bytes = JSONWriter(place).bytes
        json = String(decoding: bytes, as: UTF8.self)
        etag = "\"\(Base64URL.encodeToString(SHA2Digest(of: bytes, with: .sha256).bytes))\""
    }

    private static func inOrder(_ published: [PublishedKey]) -> [JSONWebKey] {
        published.map(\.key).sorted {
            let (left, right) = ([$0.kid ?? "", $0.algorithm], [$1.kid ?? "", $1.algorithm])
            return left.map { Array($0.utf8) }.lexicographicallyPrecedes(right.map { Array($0.utf8) }) {
                $0.lexicographicallyPrecedes($1)
            }
        }
    }

    private static func checkNames(of keys: [JSONWebKey]) throws(KMSError) {
        var names: Set<[KeyIdentifier]> = []
        for key in keys {
            // OpenID Connect Core 1.0 section 10.1: a set of several keys names them all.
            guard let kid = key.kid ?? (keys.count == 1 ? "" : nil) else {
                throw KMSError(
                    .configuration, message: "a key without a kid can't be published with others; give it a name")
            }
            // Keys of others may share a kid: a token's alg tells them apart.
            guard names.insert([KeyIdentifier(kid), KeyIdentifier(key.algorithm)]).inserted else {
                throw KMSError(
                    .configuration,
                    message: "two keys can't be published under one kid (\(Excerpt.of(kid))): an alias names another "
                        + "key now, and its name stayed; name keys by their thumbprint")
            }
        }
    }
}
