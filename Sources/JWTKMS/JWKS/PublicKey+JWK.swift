// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

extension PublicKey {
    /// The members of the key itself: RFC 7518 section 6, RFC 8037 section 2, RFC 8812 section 3.1 and RFC 9964.
    var jwkParameters: [String: String] {
        // The key was built from these bytes, so they parse.
        switch try? SubjectPublicKeyInfo(der: der).key {
        case .ellipticCurve(let curve, let x, let y):
            [
                "kty": "EC", "crv": curve.jwkName, "x": Base64URL.encodeToString(x), "y": Base64URL.encodeToString(y),
            ]
        case .rsa(let modulus, let exponent):
            ["kty": "RSA", "n": Base64URL.encodeToString(modulus), "e": Base64URL.encodeToString(exponent)]
        case .ed25519(let key): ["kty": "OKP", "crv": "Ed25519", "x": Base64URL.encodeToString(key)]
        case .mlDSA(_, let key): ["kty": "AKP", "pub": Base64URL.encodeToString(key)]
        case nil: [:]
        }
    }
}
