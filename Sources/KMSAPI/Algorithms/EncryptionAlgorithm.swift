// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// How a key encrypts: `EncryptionAlgorithmSpec` of the KMS API. Nothing here encrypts; keys that do are described.
///
/// An open enumeration: a value that AWS adds next year is carried, not a crash.
public struct EncryptionAlgorithm: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// KMS's own name.
    public let rawValue: String

    /// The value that KMS calls `rawValue`, whether or not this version knows it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// KMS's own name.
    public var description: String { rawValue }

    /// `SYMMETRIC_DEFAULT`
    public static let symmetricDefault = Self(rawValue: "SYMMETRIC_DEFAULT")
    /// `RSAES_OAEP_SHA_1`
    public static let rsaesOAEPSHA1 = Self(rawValue: "RSAES_OAEP_SHA_1")
    /// `RSAES_OAEP_SHA_256`
    public static let rsaesOAEPSHA256 = Self(rawValue: "RSAES_OAEP_SHA_256")
}
