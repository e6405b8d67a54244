// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension PublicKey {
    /// A key of a JWKS as it was read: RFC 7517 section 4.
    package struct JWK {
        package let publicKey: PublicKey
        package let kid: String?
        /// nil where the JWK names none.
        package let algorithm: JWSAlgorithm?

        /// The key may be as good as any, and is not to be used here: RFC 7517 section 5 has us pass it over.
        package struct NotForUs: Error {
            package let reason: String
        }
    }

    /// Reads a JWK that verifies signatures.
    ///
    /// - Throws: ``PublicKeyRefusal`` where it is a secret or not what it says it is; ``JWK/NotForUs`` where it is not
    ///   for signatures, or of a type, curve or algorithm that this version does not know.
    package static func jwk(_ node: JSONNode) throws -> JWK {
        guard node.kind == .object else { throw PublicKeyRefusal("it is not an object") }
        try checkIsPublic(node)
        guard let type = node.member("kty")?.string,
            let read = types.first(where: { $0.name.utf8.elementsEqual(type.utf8) })?.read
        else { throw JWK.NotForUs(reason: "its kty is none that is known") }
        try checkUse(node)
        let publicKey = try PublicKey(SubjectPublicKeyInfo(key: read(node)))
        let kid = try node.member("kid").map { member in
            guard let kid = member.string else { throw PublicKeyRefusal("its kid is not a string") }
            return kid
        }
        return try JWK(publicKey: publicKey, kid: kid, algorithm: algorithm(node, publicKey))
    }

    /// A key set holds public keys only: RFC 7517 section 9.2.
    ///
    /// - Throws: ``PublicKeyRefusal`` where a JWK has a member that only a private or secret key has, of whatever type it is.
    package static func checkIsPublic(_ node: JSONNode) throws(PublicKeyRefusal) {
        for secret in ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"] as [StaticString] {
            guard node.member(secret) == nil else {
                throw PublicKeyRefusal("it has the private member \(secret); a key set holds public keys only")
            }
        }
    }

    private static let types: [(name: String, read: @Sendable (JSONNode) throws -> SubjectPublicKeyInfo.Key)] = [
        ("EC", ellipticCurve), ("RSA", rsa), ("OKP", octetKeyPair), ("AKP", algorithmKeyPair),
    ]

    /// RFC 7517 sections 4.2 and 4.3: a key for encryption verifies nothing.
    private static func checkUse(_ node: JSONNode) throws {
        if let use = node.member("use"), !use.equals("sig") { throw JWK.NotForUs(reason: "its use is not sig") }
        guard let operations = node.member("key_ops") else { return }
        guard operations.kind == .array, operations.elements.contains(where: { $0.equals("verify") }) else {
            throw JWK.NotForUs(reason: "its key_ops do not hold verify")
        }
    }

    private static func algorithm(_ node: JSONNode, _ publicKey: PublicKey) throws -> JWSAlgorithm? {
        guard let member = node.member("alg") else { return nil }
        guard let name = member.string, let algorithm = JWSAlgorithm(name: name) else {
            throw JWK.NotForUs(reason: "its alg is none that is known")
        }
        guard publicKey.algorithms.contains(algorithm) else {
            throw PublicKeyRefusal("its alg (\(Excerpt.of(member.string ?? ""))) is none that it serves")
        }
        return algorithm
    }

    /// RFC 7518 section 6.2.1: coordinates are as long as the curve's, leading zeros included.
    private static func ellipticCurve(_ node: JSONNode) throws -> SubjectPublicKeyInfo.Key {
        let name = node.member("crv")?.string ?? ""
        guard let curve = [EllipticCurve.p256, .p384, .p521].first(where: { $0.jwkName.utf8.elementsEqual(name.utf8) })
        else { throw JWK.NotForUs(reason: "its crv is none of P-256, P-384 and P-521") }
        let (x, y) = try (bytes("x", node), bytes("y", node))
        guard x.count == curve.coordinateBytes, y.count == curve.coordinateBytes else {
            throw PublicKeyRefusal("its coordinates are not \(curve.coordinateBytes) bytes long")
        }
        return .ellipticCurve(curve, x: x, y: y)
    }

    /// RFC 7518 section 6.3.1: Base64urlUInt, without leading zeros.
    private static func rsa(_ node: JSONNode) throws -> SubjectPublicKeyInfo.Key {
        let (n, e) = try (bytes("n", node), bytes("e", node))
        guard n.first ?? 0 != 0, e.first ?? 0 != 0 else { throw PublicKeyRefusal("its n or e begins with a zero") }
        return .rsa(modulus: n, exponent: e)
    }

    /// RFC 8037 section 2. The other curves of this type are for encryption, or signed with by nobody here.
    private static func octetKeyPair(_ node: JSONNode) throws -> SubjectPublicKeyInfo.Key {
        guard node.member("crv")?.equals("Ed25519") ?? false else {
            throw JWK.NotForUs(reason: "its crv is not Ed25519")
        }
        let key = try bytes("x", node)
        guard key.count == 32 else { throw PublicKeyRefusal("its x has \(key.count) bytes, not 32") }
        return .ed25519(key)
    }

    /// RFC 9964: such a key says its algorithm, which says its length.
    private static func algorithmKeyPair(_ node: JSONNode) throws -> SubjectPublicKeyInfo.Key {
        guard let name = node.member("alg")?.string else { throw PublicKeyRefusal("its kty is AKP, and it has no alg") }
        guard let parameters = MLDSAParameters.allCases.first(where: { $0.name.utf8.elementsEqual(name.utf8) }),
            parameters.verifiesHere
        else { throw JWK.NotForUs(reason: "its alg is none that can be verified here") }
        let key = try bytes("pub", node)
        guard key.count == parameters.publicKeyBytes else {
            throw PublicKeyRefusal("its pub has \(key.count) bytes, not \(parameters.publicKeyBytes)")
        }
        return .mlDSA(parameters, key)
    }

    private static func bytes(_ name: StaticString, _ node: JSONNode) throws -> [UInt8] {
        guard let text = node.member(name)?.string, let bytes = Base64URL.decode(text.utf8) else {
            throw PublicKeyRefusal("its \(name) is missing or not base64url")
        }
        return bytes
    }
}
