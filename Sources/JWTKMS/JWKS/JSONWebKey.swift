// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// A public key as a JWK: RFC 7517 section 4, with the members of its type as RFC 7518 section 6, RFC 8037 section 2,
/// RFC 8812 section 3.1 or RFC 9964 name them.
public struct JSONWebKey: Sendable, Hashable {
    /// All that stands in it. Every member of a public key is a string.
    public let members: [String: String]

    /// A key; private members can't occur, as this is made of a public key.
    init(_ publicKey: PublicKey, algorithm: JWSAlgorithm, kid: KeyIdentifier?) {
        var members = publicKey.jwkParameters
        members["alg"] = algorithm.name
        members["use"] = "sig"
        members["kid"] = kid?.string
        self.members = members
    }

    /// The name of the key in the headers of its tokens; nil for the one that has none.
    public var kid: String? { members["kid"] }

    /// The `alg` of the key's tokens.
    public var algorithm: String { members["alg"] ?? "" }

    /// One line of JSON whose members stand in the order of their names.
    public var json: String { String(decoding: JSONWriter(place).bytes, as: UTF8.self) }

    var place: JSONPlace {
        let place = JSONPlace()
        for (name, value) in members.sorted(by: { $0.key < $1.key }) { place.set(name, .string(value)) }
        return place
    }
}
