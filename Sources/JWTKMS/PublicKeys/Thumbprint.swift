// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto

/// The name of a public key, RFC 7638: SHA-256 of the JWK's required members, in the order of their names and
/// without white space, in base64url.
enum Thumbprint {
    /// The thumbprint of an elliptic curve's key.
    static func ellipticCurve(_ curve: EllipticCurve, x: [UInt8], y: [UInt8]) -> String {
        let (x, y) = (Base64URL.encodeToString(x), Base64URL.encodeToString(y))
        return of(#"{"crv":"\#(curve.jwkName)","kty":"EC","x":"\#(x)","y":"\#(y)"}"#)
    }

    /// The thumbprint of an RSA key; modulus and exponent without leading zeros.
    static func rsa(modulus: [UInt8], exponent: [UInt8]) -> String {
        let (n, e) = (Base64URL.encodeToString(modulus), Base64URL.encodeToString(exponent))
        return of(#"{"e":"\#(e)","kty":"RSA","n":"\#(n)"}"#)
    }

    /// The thumbprint of an Ed25519 key, RFC 8037 section 2.
    static func ed25519(_ key: [UInt8]) -> String {
        of(#"{"crv":"Ed25519","kty":"OKP","x":"\#(Base64URL.encodeToString(key))"}"#)
    }

    /// The thumbprint of an ML-DSA key, RFC 9964: `alg` is a required member of such a JWK.
    static func mlDSA(_ parameters: MLDSAParameters, _ key: [UInt8]) -> String {
        of(#"{"alg":"\#(parameters.name)","kty":"AKP","pub":"\#(Base64URL.encodeToString(key))"}"#)
    }

    private static func of(_ jwk: String) -> String {
        Base64URL.encodeToString(SHA2Digest(of: Array(jwk.utf8), with: .sha256).bytes)
    }
}
