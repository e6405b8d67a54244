// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import Foundation
import JWTKMS

/// Claims of any shape to sign, in their order.
struct Claims: JWTPayload {
    private(set) var members: [(name: String, value: Value)] = []

    init() {}

    /// Nothing is read into these: what a token says is shown from its own bytes.
    init(from decoder: any Decoder) throws {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "claims to sign"))
    }

    /// `ClaimsSerializer` writes them: an `Encoder` has no number that is spelled as it was given.
    func encode(to encoder: any Encoder) throws {
        throw EncodingError.invalidValue(self, .init(codingPath: encoder.codingPath, debugDescription: "use json()"))
    }

    func verify(using algorithm: some JWTAlgorithm) async throws {}

    /// Names are compared as bytes: Swift's `==` would take two that a token may both have for one.
    subscript(name: String) -> Value? {
        get { members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value }
        set {
            let index = members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((name, value))
            case (nil, nil): break
            }
        }
    }

    func json() throws -> [UInt8] {
        let pairs = try members.map { try Value(string: $0.name).json + [UInt8(ascii: ":")] + $0.value.json }
        return [UInt8(ascii: "{")] + pairs.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "}")]
    }
}

/// Writes claims as they were given; anything else as JWTKit does.
struct ClaimsSerializer: JWTSerializer {
    let jsonEncoder: any JWTJSONEncoder = .defaultForJWT

    func serialize(_ payload: some JWTPayload, header: JWTHeader) throws -> Data {
        guard let claims = payload as? Claims else {
            return try DefaultJWTSerializer(jsonEncoder: jsonEncoder).serialize(payload, header: header)
        }
        return Data(Base64URL.encode(try claims.json()))
    }
}

/// Whatever claims a token has, read no further than the collection checks them.
struct AnyClaims: JWTPayload {
    init(from decoder: any Decoder) throws {}

    func verify(using algorithm: some JWTAlgorithm) async throws {}
}
#endif
