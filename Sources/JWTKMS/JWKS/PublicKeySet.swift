// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The keys of a JWK Set that verify here, and why the others do not: RFC 7517 section 5.
///
/// One unusable key never costs the usable ones. A private key does: its issuer has lost that, and maybe more.
package struct PublicKeySet: Sendable {
    /// A key with the one algorithm that its tokens have.
    package struct Key: Sendable {
        /// nil for a key that serves tokens without a kid.
        let kid: KeyIdentifier?
        package let algorithm: JWSAlgorithm
        package let publicKey: PublicKey

        /// The name of the key in tokens, for people.
        package var name: String { kid.map { "key \($0)" } ?? "a key without a kid" }
    }

    package private(set) var keys: [Key] = []
    /// Hashes of the keys' names, as ``KeySource/lookForNewKey(unknownKID:)`` gets them.
    package var kidHashes: Set<Int> { Set(keys.map(\.kid.hashValue)) }
    /// One line for each key that was passed over.
    package private(set) var passedOver: [String] = []

    /// No issuer rotates more keys than this, by hand or by plan.
    static let maximumKeys = 256

    /// Reads a set.
    ///
    /// - Parameters:
    ///   - algorithm: the `alg` of the keys that name none and serve it. It is never taken from a token: RFC 8725 section
    ///     3.1. A key that names none and serves only one needs none.
    ///   - uses: the values of `use` whose keys verify.
    /// - Throws: `PublicKeyRefusal` if it is no set in strict JSON, is too long, or holds a private key.
    package init(_ document: [UInt8], algorithm: JWSAlgorithm?, uses: Set<String>) throws(PublicKeyRefusal) {
        let elements = try Self.elements(document)
        for element in elements { try PublicKey.checkIsPublic(element) }
        for element in elements {
            do {
                let key = try PublicKey.jwk(element, uses: uses)
                keys.append(
                    Key(
                        kid: key.kid.map { KeyIdentifier($0) }, algorithm: try Self.algorithm(of: key, algorithm),
                        publicKey: key.publicKey))
            } catch {
                passedOver.append("\(Self.name(element)): \(error.reason)")
            }
        }
        dropAmbiguous()
    }

    /// Why no key of the set can verify a token, key by key; nil if one can.
    package var whyUseless: String? {
        guard keys.isEmpty else { return nil }
        return passedOver.isEmpty
            ? "it is empty" : Excerpt.of(passedOver.joined(separator: "; "), limit: 1024)
    }

    private static func elements(_ document: [UInt8]) throws(PublicKeyRefusal) -> [JSONNode] {
        let root: JSONNode
        do { root = try JSONDocument(bytes: document).root } catch {
            throw PublicKeyRefusal("it is not strict JSON: \(error)")
        }
        guard let member = root.member("keys"), member.kind == .array else {
            let isDiscovery = root.member("jwks_uri") != nil
            let instead = isDiscovery ? "; it is the discovery document that says where they are" : ""
            throw PublicKeyRefusal("it has no array of keys\(instead)")
        }
        let elements = member.elements
        guard elements.count <= maximumKeys else {
            throw PublicKeyRefusal("it has \(elements.count) keys, more than \(maximumKeys)")
        }
        return elements
    }

    private static func algorithm(
        of key: PublicKey.JWK, _ given: JWSAlgorithm?
    ) throws(PublicKeyRefusal) -> JWSAlgorithm {
        let algorithm = if let named = key.algorithm { named } else { try onlyAlgorithm(of: key.publicKey, given) }
        guard algorithm.verifiesLocally else { throw PublicKeyRefusal("\(algorithm) can't be verified here") }
        return algorithm
    }

    /// Only an RSA key serves several. Ed25519 has two names, of which `EdDSA` is the one that libraries know.
    private static func onlyAlgorithm(
        of key: PublicKey, _ given: JWSAlgorithm?
    ) throws(PublicKeyRefusal) -> JWSAlgorithm {
        let served = key.algorithms
        if let given, served.contains(given) { return given }
        guard let first = served.first, Set(served.map(\.scheme)).count == 1 else {
            let why = given.map { "it names no alg, and \($0) is none of those that it serves" }
            throw PublicKeyRefusal(why ?? "it names no alg and serves several; give the algorithm of such keys")
        }
        return first
    }

    private static func name(_ element: JSONNode) -> String {
        element.member("kid")?.string.map { "key \(Excerpt.of($0))" } ?? "a key without a kid"
    }

    /// Keys that share a kid are told apart by their algorithm, which says their type: RFC 7517 section 4.5. If that is the
    /// same too, none is used, or the order of the set would say which. The same key twice is one.
    private mutating func dropAmbiguous() {
        struct Name: Hashable {
            let kid: KeyIdentifier?
            let algorithm: JWSAlgorithm
        }
        var byName = Dictionary(grouping: keys) { Name(kid: $0.kid, algorithm: $0.algorithm) }
        let read = keys
        keys = []
        for key in read {
            guard let same = byName.removeValue(forKey: Name(kid: key.kid, algorithm: key.algorithm)) else { continue }
            if same.allSatisfy({ $0.publicKey.der == key.publicKey.der }) {
                keys.append(key)
            } else {
                let what = key.kid == nil ? "have no kid" : "have this kid"
                passedOver.append("\(key.name): \(same.count) different \(key.algorithm) keys of the set \(what)")
            }
        }
    }
}
