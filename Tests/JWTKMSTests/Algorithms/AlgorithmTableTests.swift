// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS
import Testing

@Suite("The table of algorithms")
struct AlgorithmTableTests {
    /// As DESIGN and the README have it: name, KMS's name, key specs, as a whole message, verified here.
    static let table: [(String, String, String, Bool, Bool)] = [
        ("ES256", "ECDSA_SHA_256", "ECC_NIST_P256", false, true),
        ("ES384", "ECDSA_SHA_384", "ECC_NIST_P384", false, true),
        ("ES512", "ECDSA_SHA_512", "ECC_NIST_P521", false, true),
        ("RS256", "RSASSA_PKCS1_V1_5_SHA_256", "RSA_2048 RSA_3072 RSA_4096", false, true),
        ("RS384", "RSASSA_PKCS1_V1_5_SHA_384", "RSA_2048 RSA_3072 RSA_4096", false, true),
        ("RS512", "RSASSA_PKCS1_V1_5_SHA_512", "RSA_2048 RSA_3072 RSA_4096", false, true),
        ("PS256", "RSASSA_PSS_SHA_256", "RSA_2048 RSA_3072 RSA_4096", false, true),
        ("PS384", "RSASSA_PSS_SHA_384", "RSA_2048 RSA_3072 RSA_4096", false, true),
        ("PS512", "RSASSA_PSS_SHA_512", "RSA_2048 RSA_3072 RSA_4096", false, true),
        ("HS256", "HMAC_SHA_256", "HMAC_256", true, false),
        ("HS384", "HMAC_SHA_384", "HMAC_384", true, false),
        ("HS512", "HMAC_SHA_512", "HMAC_512", true, false),
        ("EdDSA", "ED25519_SHA_512", "ECC_NIST_EDWARDS25519", true, true),
        ("Ed25519", "ED25519_SHA_512", "ECC_NIST_EDWARDS25519", true, true),
        ("ML-DSA-44", "ML_DSA_SHAKE_256", "ML_DSA_44", true, false),
        ("ML-DSA-65", "ML_DSA_SHAKE_256", "ML_DSA_65", true, true),
        ("ML-DSA-87", "ML_DSA_SHAKE_256", "ML_DSA_87", true, true),
        ("ES256K", "ECDSA_SHA_256", "ECC_SECG_P256K1", false, false),
    ]

    @Test("every row is as it is documented")
    func rows() throws {
        #expect(JWSAlgorithm.all.map(\.name) == Self.table.map(\.0))
        for (name, kmsName, specs, isRaw, isLocal) in Self.table {
            let algorithm = try #require(JWSAlgorithm(name: name))
            #expect(algorithm.signingAlgorithm?.rawValue ?? algorithm.macAlgorithm?.rawValue == kmsName)
            #expect((algorithm.macAlgorithm != nil) == name.hasPrefix("HS"))
            #expect(algorithm.keyUsage == (name.hasPrefix("HS") ? .generateVerifyMAC : .signVerify))
            #expect(algorithm.keySpecs.map(\.rawValue).joined(separator: " ") == specs)
            #expect(algorithm.maximumSigningInputBytes == (isRaw ? 4096 : nil))
            #expect(algorithm.verifiesLocally == isLocal)
        }
    }

    @Test("names are told apart byte for byte")
    func names() {
        for name in ["none", "es256", "ES256k", "EDDSA", "Ed448", "HS224", "ML-DSA-66", "ES256\u{212A}", ""] {
            #expect(JWSAlgorithm(name: name) == nil, "\(name)")
        }
    }
}
