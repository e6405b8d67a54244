// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension JWSAlgorithm {
    private init(_ name: String, _ signingAlgorithm: SigningAlgorithm, _ keySpecs: [KeySpec], _ scheme: SignatureScheme)
    {
        self.name = name
        self.signingAlgorithm = signingAlgorithm
        self.keySpecs = keySpecs
        self.scheme = scheme
    }

    private static let rsaKeySpecs: [KeySpec] = [.rsa2048, .rsa3072, .rsa4096]

    /// ECDSA with P-256 and SHA-256.
    public static let es256 = Self("ES256", .ecdsaSHA256, [.eccNISTP256], .ecdsa(.p256))
    /// ECDSA with P-384 and SHA-384.
    public static let es384 = Self("ES384", .ecdsaSHA384, [.eccNISTP384], .ecdsa(.p384))
    /// ECDSA with P-521 and SHA-512.
    public static let es512 = Self("ES512", .ecdsaSHA512, [.eccNISTP521], .ecdsa(.p521))
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    public static let rs256 = Self("RS256", .rsassaPKCS1V15SHA256, rsaKeySpecs, .rsaPKCS1(.sha256))
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    public static let rs384 = Self("RS384", .rsassaPKCS1V15SHA384, rsaKeySpecs, .rsaPKCS1(.sha384))
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    public static let rs512 = Self("RS512", .rsassaPKCS1V15SHA512, rsaKeySpecs, .rsaPKCS1(.sha512))
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes.
    public static let ps256 = Self("PS256", .rsassaPSSSHA256, rsaKeySpecs, .rsaPSS(.sha256))
    /// RSASSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes.
    public static let ps384 = Self("PS384", .rsassaPSSSHA384, rsaKeySpecs, .rsaPSS(.sha384))
    /// RSASSA-PSS with SHA-512, MGF1 with SHA-512 and a salt of 64 bytes.
    public static let ps512 = Self("PS512", .rsassaPSSSHA512, rsaKeySpecs, .rsaPSS(.sha512))

    /// Every algorithm that is supported, in the order of RFC 7518's table.
    public static let all: [JWSAlgorithm] = [
        es256, es384, es512, rs256, rs384, rs512, ps256, ps384, ps512,
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
        guard !served.isEmpty else {
            throw KMSError(
                .invalidKeyUsage, message: "a key of type \(keySpec) signs no token that this version knows",
                keyReference: key)
        }
        guard let named else {
            guard served.count == 1 else {
                throw KMSError(
                    .configuration, message: "the key (\(keySpec)) serves several algorithms, name one of \(list)",
                    keyReference: key)
            }
            return served[0]
        }
        guard served.contains(named) else {
            throw KMSError(
                .invalidKeyUsage, message: "the key (\(keySpec)) does not serve \(named); it serves \(list)",
                keyReference: key)
        }
        return named
    }
}
