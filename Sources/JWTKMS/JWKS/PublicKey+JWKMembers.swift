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
    }

    /// Reads a JWK that verifies signatures.
    ///
    /// - Parameter uses: the values of `use` that it may have.
    /// - Throws: ``PublicKeyRefusal`` if it is a secret, not what it says it is, not for signatures, or of a type, curve or
    ///   algorithm that this version does not know.
    package static func jwk(_ node: JSONNode, uses: Set<String> = ["sig"]) throws(PublicKeyRefusal) -> JWK {
        guard node.kind == .object else { throw PublicKeyRefusal("it is not an object") }
        try checkIsPublic(node)
        guard let type = node.member("kty")?.string,
            let read = types.first(where: { $0.name.utf8.elementsEqual(type.utf8) })?.read
        else { throw PublicKeyRefusal("its kty is none that is known") }
        try checkUse(node, uses)
        let publicKey: PublicKey
        do { publicKey = try PublicKey(SubjectPublicKeyInfo(key: read(node))) } catch {
            throw error as? PublicKeyRefusal ?? PublicKeyRefusal("it is not a key that can be read")
        }
        if let kid = node.member("kid"), kid.kind != .string { throw PublicKeyRefusal("its kid is not a string") }
        return try JWK(
            publicKey: publicKey, kid: node.member("kid")?.string, algorithm: algorithm(node, publicKey))
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
    private static func checkUse(_ node: JSONNode, _ uses: Set<String>) throws(PublicKeyRefusal) {
        if let use = node.member("use"), !uses.contains(where: { use.equals($0) }) {
            throw PublicKeyRefusal("its use is not \(uses.sorted().joined(separator: " or "))")
        }
        guard let operations = node.member("key_ops") else { return }
        guard operations.kind == .array, operations.elements.contains(where: { $0.equals("verify") }) else {
            throw PublicKeyRefusal("its key_ops do not hold verify")
        }
    }

    private static func algorithm(
        _ node: JSONNode, _ publicKey: PublicKey
    ) throws(PublicKeyRefusal) -> JWSAlgorithm? {
        guard let member = node.member("alg") else { return nil }
        guard let name = member.string, let algorithm = JWSAlgorithm(name: name) else {
            throw PublicKeyRefusal("its alg is none that is known")
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
        else { throw PublicKeyRefusal("its crv is none of P-256, P-384 and P-521") }
        let (x, y) = try (bytes("x", node), bytes("y", node))
        guard x.count == curve.coordinateBytes, y.count == curve.coordinateBytes else {
            throw PublicKeyRefusal("its coordinates are not \(curve.coordinateBytes) bytes long")
        }
        return .ellipticCurve(curve, x: x, y: y)
    }

    /// RFC 7518 section 6.3.1: Base64urlUInt. It has no leading zeros, but issuers publish some, and they change nothing.
    private static func rsa(_ node: JSONNode) throws -> SubjectPublicKeyInfo.Key {
        let (n, e) = try (bytes("n", node), bytes("e", node))
        return .rsa(modulus: Array(n.drop { $0 == 0 }), exponent: Array(e.drop { $0 == 0 }))
    }

    /// RFC 8037 section 2. The other curves of this type are for encryption, or signed with by nobody here.
    private static func octetKeyPair(_ node: JSONNode) throws -> SubjectPublicKeyInfo.Key {
        guard node.member("crv")?.equals("Ed25519") ?? false else {
            throw PublicKeyRefusal("its crv is not Ed25519")
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
        else { throw PublicKeyRefusal("its alg is none that can be verified here") }
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
