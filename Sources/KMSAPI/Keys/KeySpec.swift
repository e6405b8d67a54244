// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The type of a KMS key: `KeySpec` of the KMS API, such as `ECC_NIST_P256`.
///
/// An open enumeration: a value that AWS adds next year is carried, not a crash.
public struct KeySpec: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// KMS's own name.
    public let rawValue: String

    /// The value that KMS calls `rawValue`, whether or not this version knows it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// KMS's own name.
    public var description: String { rawValue }

    /// `RSA_2048`
    public static let rsa2048 = Self(rawValue: "RSA_2048")
    /// `RSA_3072`
    public static let rsa3072 = Self(rawValue: "RSA_3072")
    /// `RSA_4096`
    public static let rsa4096 = Self(rawValue: "RSA_4096")
    /// `ECC_NIST_P256`
    public static let eccNISTP256 = Self(rawValue: "ECC_NIST_P256")
    /// `ECC_NIST_P384`
    public static let eccNISTP384 = Self(rawValue: "ECC_NIST_P384")
    /// `ECC_NIST_P521`
    public static let eccNISTP521 = Self(rawValue: "ECC_NIST_P521")
    /// `ECC_SECG_P256K1`
    public static let eccSECGP256K1 = Self(rawValue: "ECC_SECG_P256K1")
    /// `ECC_NIST_EDWARDS25519`
    public static let eccNISTEdwards25519 = Self(rawValue: "ECC_NIST_EDWARDS25519")
    /// `HMAC_224`
    public static let hmac224 = Self(rawValue: "HMAC_224")
    /// `HMAC_256`
    public static let hmac256 = Self(rawValue: "HMAC_256")
    /// `HMAC_384`
    public static let hmac384 = Self(rawValue: "HMAC_384")
    /// `HMAC_512`
    public static let hmac512 = Self(rawValue: "HMAC_512")
    /// `ML_DSA_44`
    public static let mlDSA44 = Self(rawValue: "ML_DSA_44")
    /// `ML_DSA_65`
    public static let mlDSA65 = Self(rawValue: "ML_DSA_65")
    /// `ML_DSA_87`
    public static let mlDSA87 = Self(rawValue: "ML_DSA_87")
    /// `SYMMETRIC_DEFAULT`
    public static let symmetricDefault = Self(rawValue: "SYMMETRIC_DEFAULT")
}
