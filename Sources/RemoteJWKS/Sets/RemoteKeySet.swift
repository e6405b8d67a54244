// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
import JWTKMS
import KMSAPI

/// The keys of a JWK Set that verify here, RFC 7517 section 5, and why the others do not.
struct RemoteKeySet: Sendable {
    /// A key that tokens can name.
    struct Key: Sendable {
        let kid: String
        let algorithm: JWSAlgorithm
        let publicKey: PublicKey
    }

    private(set) var keys: [Key] = []
    /// One line for each key that was passed over.
    private(set) var passedOver: [String] = []

    /// More keys than this are no set that anybody rotates by hand or by plan.
    static let maximumKeys = 256

    /// Reads a set.
    ///
    /// - Parameter algorithm: the `alg` of keys that name none. It is never taken from a token: RFC 8725 section 3.1.
    /// - Throws: `PublicKeyRefusal` where it is no set in strict JSON, too long, or holds a private key: its issuer has
    ///   lost that, and who knows what else.
    init(_ document: [UInt8], algorithm: JWSAlgorithm?) throws {
        let set: JSONDocument
        do { set = try JSONDocument(bytes: document) } catch {
            throw PublicKeyRefusal("it is no strict JSON: \(error)")
        }
        guard let member = set.root.member("keys"), member.kind == .array else {
            throw PublicKeyRefusal("it has no array of keys")
        }
        let elements = member.elements
        guard elements.count <= Self.maximumKeys else {
            throw PublicKeyRefusal("it has \(elements.count) keys, more than \(Self.maximumKeys)")
        }
        for element in elements { try PublicKey.checkIsPublic(element) }
        for element in elements {
            do {
                keys.append(try Self.key(element, algorithm))
            } catch {
                passedOver.append("\(Self.name(element)): \(error.reason)")
            }
        }
        dropAmbiguous()
    }

    /// Why a key is passed over.
    private struct PassedOver: Error {
        let reason: String
    }

    private static func key(_ element: JSONNode, _ algorithm: JWSAlgorithm?) throws(PassedOver) -> Key {
        let key = try jwk(element)
        guard let kid = key.kid else { throw PassedOver(reason: "it has no kid, so no token could name it") }
        guard let bound = key.algorithm ?? algorithm else {
            throw PassedOver(reason: "it names no alg; give the algorithm of such keys")
        }
        guard key.publicKey.algorithms.contains(bound) else {
            throw PassedOver(reason: "it names no alg, and does not serve \(bound)")
        }
        guard bound.verifiesLocally else { throw PassedOver(reason: "\(bound) can't be verified here") }
        return Key(kid: kid, algorithm: bound, publicKey: key.publicKey)
    }

    private static func jwk(_ element: JSONNode) throws(PassedOver) -> PublicKey.JWK {
        do {
            return try PublicKey.jwk(element)
        } catch let error as PublicKey.JWK.NotForUs {
            throw PassedOver(reason: error.reason)
        } catch {
            throw PassedOver(reason: (error as? PublicKeyRefusal)?.reason ?? "it is no JWK")
        }
    }

    private static func name(_ element: JSONNode) -> String {
        element.member("kid")?.string.map { "key \(Excerpt.of($0))" } ?? "a key without a kid"
    }

    /// Of keys that share a kid none is used, or the order of the set would say which: RFC 7517 section 4.5 leaves it
    /// open. The same key twice is one.
    private mutating func dropAmbiguous() {
        var byName: [[UInt8]: [Key]] = [:]
        for key in keys { byName[Array(key.kid.utf8), default: []].append(key) }
        let read = keys
        keys = []
        for key in read {
            guard let same = byName.removeValue(forKey: Array(key.kid.utf8)) else { continue }
            if same.allSatisfy({ $0.algorithm == key.algorithm && $0.publicKey.der == key.publicKey.der }) {
                keys.append(key)
            } else {
                passedOver.append("key \(Excerpt.of(key.kid)): \(same.count) different keys of the set have this kid")
            }
        }
    }
}
#endif
