// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import JWTKMS

/// A key that signs tokens in a test, and how an issuer publishes it.
struct IssuerKey {
    let key: P256.Signing.PrivateKey
    let kid: String

    init(_ kid: String) { (key, self.kid) = (P256.Signing.PrivateKey(), kid) }

    /// The key of another under a name that is not its own.
    init(_ kid: String, of other: IssuerKey) { (key, self.kid) = (other.key, kid) }

    /// The key as a JWK.
    ///
    /// - Parameter others: members beside the key's own, as JSON.
    func jwk(alg: String? = "ES256", _ others: String = "") -> String {
        let point = Array(key.publicKey.rawRepresentation)
        let (x, y) = (Base64URL.encodeToString(Array(point[..<32])), Base64URL.encodeToString(Array(point[32...])))
        let alg = alg.map { #","alg":"\#($0)""# } ?? ""
        return #"{"kty":"EC","crv":"P-256","kid":"\#(kid)","x":"\#(x)","y":"\#(y)"\#(alg)\#(others)}"#
    }

    /// A token of this key.
    func token(payload: String) throws -> String {
        try token(header: #"{"alg":"ES256","kid":"\#(kid)"}"#, payload: payload)
    }

    /// A token of this key that does not say so.
    func nameless(of issuer: String) throws -> String {
        try token(header: #"{"alg":"ES256"}"#, payload: #"{"iss":"\#(issuer)"}"#)
    }

    private func token(header: String, payload: String) throws -> String {
        let input =
            Base64URL.encodeToString(Array(header.utf8)) + "."
            + Base64URL.encodeToString(Array(payload.utf8))
        let signature = try key.signature(for: Data(input.utf8))
        return input + "." + Base64URL.encodeToString(Array(signature.rawRepresentation))
    }
}

/// A JWK Set of these JWKs.
func jwks(_ keys: String...) -> String { jwks(keys) }

func jwks(_ keys: [String]) -> String { #"{"keys":[\#(keys.joined(separator: ","))]}"# }

/// Keys as issuers publish them, made for these tests.
enum PublishedKeys {
    /// RSA keys of 2048 bits.
    static let modulus =
        "sw5SOgFU69E5nGnPPkIkEkt2aBaoBZbYktKRw0W9yX7dC539FnUNOlDMB2kRPBggJQ-XNFtPeKbAewKBk0Hc9KZywIiBnnwz1B6layA89pATmyPH"
        + "RO7ZVBgnPtekq0nlZ6Id77HEtRLTIXeG8o28vqE44Q-o5BzJItskpRkvkgprObbAqs99VtkhRXFvCKhHx3x02wpA6ll_6kgDoT3JkedDSFymiWWb"
        + "UX90yWNs-HQArrZRMKBy5AbCyXVebbYRypqu4Bn9c12lmf2Fmjloh0oUe_K_MyRaVU2wW2lvuFjn033gqAw3uWt65HPSn9MjRqsCrckYji6SvHSb"
        + "2r6N0Q"

    static func rsa(_ kid: String, _ others: String) -> String {
        #"{"kty":"RSA","kid":"\#(kid)","e":"AQAB","n":"\#(modulus)"\#(others)}"#
    }
}
