// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// How KMS signs: `SigningAlgorithm` of the KMS API, such as `ECDSA_SHA_256`.
///
/// An open enumeration: a value that AWS adds next year is carried, not a crash.
public struct SigningAlgorithm: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// KMS's own name.
    public let rawValue: String

    /// The value that KMS calls `rawValue`, whether or not this version knows it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// KMS's own name.
    public var description: String { rawValue }

    /// `RSASSA_PSS_SHA_256`
    public static let rsassaPSSSHA256 = Self(rawValue: "RSASSA_PSS_SHA_256")
    /// `RSASSA_PSS_SHA_384`
    public static let rsassaPSSSHA384 = Self(rawValue: "RSASSA_PSS_SHA_384")
    /// `RSASSA_PSS_SHA_512`
    public static let rsassaPSSSHA512 = Self(rawValue: "RSASSA_PSS_SHA_512")
    /// `RSASSA_PKCS1_V1_5_SHA_256`
    public static let rsassaPKCS1V15SHA256 = Self(rawValue: "RSASSA_PKCS1_V1_5_SHA_256")
    /// `RSASSA_PKCS1_V1_5_SHA_384`
    public static let rsassaPKCS1V15SHA384 = Self(rawValue: "RSASSA_PKCS1_V1_5_SHA_384")
    /// `RSASSA_PKCS1_V1_5_SHA_512`
    public static let rsassaPKCS1V15SHA512 = Self(rawValue: "RSASSA_PKCS1_V1_5_SHA_512")
    /// `ECDSA_SHA_256`
    public static let ecdsaSHA256 = Self(rawValue: "ECDSA_SHA_256")
    /// `ECDSA_SHA_384`
    public static let ecdsaSHA384 = Self(rawValue: "ECDSA_SHA_384")
    /// `ECDSA_SHA_512`
    public static let ecdsaSHA512 = Self(rawValue: "ECDSA_SHA_512")
    /// `ED25519_SHA_512`
    public static let ed25519SHA512 = Self(rawValue: "ED25519_SHA_512")
    /// `ED25519_PH_SHA_512`
    public static let ed25519PHSHA512 = Self(rawValue: "ED25519_PH_SHA_512")
    /// `ML_DSA_SHAKE_256`
    public static let mlDSASHAKE256 = Self(rawValue: "ML_DSA_SHAKE_256")
}
