// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension JWSAlgorithm {
    private static let rsaKeySpecs: [KeySpec] = [.rsa2048, .rsa3072, .rsa4096]

    /// ECDSA with P-256 and SHA-256.
    public static let es256 = Self("ES256", .signature(.ecdsaSHA256), [.eccNISTP256], .ecdsa(.p256))
    /// ECDSA with P-384 and SHA-384.
    public static let es384 = Self("ES384", .signature(.ecdsaSHA384), [.eccNISTP384], .ecdsa(.p384))
    /// ECDSA with P-521 and SHA-512.
    public static let es512 = Self("ES512", .signature(.ecdsaSHA512), [.eccNISTP521], .ecdsa(.p521))
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    public static let rs256 = Self("RS256", .signature(.rsassaPKCS1V15SHA256), rsaKeySpecs, .rsaPKCS1(.sha256))
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    public static let rs384 = Self("RS384", .signature(.rsassaPKCS1V15SHA384), rsaKeySpecs, .rsaPKCS1(.sha384))
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    public static let rs512 = Self("RS512", .signature(.rsassaPKCS1V15SHA512), rsaKeySpecs, .rsaPKCS1(.sha512))
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes.
    public static let ps256 = Self("PS256", .signature(.rsassaPSSSHA256), rsaKeySpecs, .rsaPSS(.sha256))
    /// RSASSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes.
    public static let ps384 = Self("PS384", .signature(.rsassaPSSSHA384), rsaKeySpecs, .rsaPSS(.sha384))
    /// RSASSA-PSS with SHA-512, MGF1 with SHA-512 and a salt of 64 bytes.
    public static let ps512 = Self("PS512", .signature(.rsassaPSSSHA512), rsaKeySpecs, .rsaPSS(.sha512))

    /// Ed25519 under the name of RFC 8037 section 3.1, which libraries know. A key that is bound to it verifies no token
    /// whose `alg` is `Ed25519`.
    public static let edDSA = Self("EdDSA", .signature(.ed25519SHA512), [.eccNISTEdwards25519], .ed25519)
    /// Ed25519 under the name of RFC 9864, which says the curve too. A key that is bound to it verifies no token whose
    /// `alg` is `EdDSA`.
    public static let ed25519 = Self("Ed25519", .signature(.ed25519SHA512), [.eccNISTEdwards25519], .ed25519)
    /// HMAC with SHA-256, RFC 7518 section 3.2: made and verified by KMS, which alone has the secret.
    public static let hs256 = Self("HS256", .mac(.hmacSHA256), [.hmac256], .hmac(.sha256))
    /// HMAC with SHA-384.
    public static let hs384 = Self("HS384", .mac(.hmacSHA384), [.hmac384], .hmac(.sha384))
    /// HMAC with SHA-512.
    public static let hs512 = Self("HS512", .mac(.hmacSHA512), [.hmac512], .hmac(.sha512))
    /// ML-DSA-44, RFC 9964: verified by KMS.
    public static let mlDSA44 = Self("ML-DSA-44", .signature(.mlDSASHAKE256), [.mlDSA44], .mlDSA(.mlDSA44))
    /// ML-DSA-65, RFC 9964.
    public static let mlDSA65 = Self("ML-DSA-65", .signature(.mlDSASHAKE256), [.mlDSA65], .mlDSA(.mlDSA65))
    /// ML-DSA-87, RFC 9964.
    public static let mlDSA87 = Self("ML-DSA-87", .signature(.mlDSASHAKE256), [.mlDSA87], .mlDSA(.mlDSA87))
    /// ECDSA with secp256k1 and SHA-256, RFC 8812 section 3.2: verified by KMS, and used only where it is named.
    public static let es256k = Self("ES256K", .signature(.ecdsaSHA256), [.eccSECGP256K1], .ecdsa(.secp256k1))

    /// Every algorithm that is supported: those of RFC 7518 first.
    public static let all: [JWSAlgorithm] = [
        es256, es384, es512, rs256, rs384, rs512, ps256, ps384, ps512, hs256, hs384, hs512, edDSA, ed25519, mlDSA44,
        mlDSA65, mlDSA87, es256k,
    ]

    /// The algorithms that a key of this type serves. Empty for a type that signs no tokens.
    public static func serving(_ keySpec: KeySpec) -> [JWSAlgorithm] {
        all.filter { $0.keySpecs.contains(keySpec) }
    }

    /// The algorithm that a key of this type is to be used with.
    ///
    /// - Parameter named: what the user asked for; nil where the key is to tell.
    /// - Throws: `KMSError` of kind `configuration` where the key serves several and none was named, and
    ///   `invalidKeyUsage` where it does not serve the one that was. Either lists what the key serves.
    static func chosen(_ named: JWSAlgorithm?, for keySpec: KeySpec, key: String) throws(KMSError) -> JWSAlgorithm {
        let served = serving(keySpec)
        let list = served.map(\.name).joined(separator: ", ")
        let unfit = UnfitKey(served: served.map(\.name))
        guard !served.isEmpty else {
            throw KMSError(
                .invalidKeyUsage, message: "a key of type \(keySpec) signs no token that this version knows",
                keyReference: key, underlying: unfit)
        }
        guard let named else {
            // Few verifiers have ES256K: nobody is to come by it without knowing.
            guard served.count == 1, served[0] != .es256k else {
                let reason =
                    served.count > 1
                    ? "serves several algorithms, name one of \(list)"
                    : "is used only where its algorithm is named: \(list)"
                throw KMSError(
                    .configuration, message: "the key (\(keySpec)) \(reason)", keyReference: key, underlying: unfit)
            }
            return served[0]
        }
        guard served.contains(named) else {
            throw KMSError(
                .invalidKeyUsage, message: "the key (\(keySpec)) does not serve \(named); it serves \(list)",
                keyReference: key, underlying: unfit)
        }
        return named
    }
}
