// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// How KMS makes a MAC: `MacAlgorithmSpec` of the KMS API, such as `HMAC_SHA_256`.
///
/// An open enumeration: a value that AWS adds next year is carried, not a crash.
public struct MACAlgorithm: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// KMS's own name.
    public let rawValue: String

    /// The value that KMS calls `rawValue`, whether or not this version knows it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// KMS's own name.
    public var description: String { rawValue }

    /// `HMAC_SHA_224`
    public static let hmacSHA224 = Self(rawValue: "HMAC_SHA_224")
    /// `HMAC_SHA_256`
    public static let hmacSHA256 = Self(rawValue: "HMAC_SHA_256")
    /// `HMAC_SHA_384`
    public static let hmacSHA384 = Self(rawValue: "HMAC_SHA_384")
    /// `HMAC_SHA_512`
    public static let hmacSHA512 = Self(rawValue: "HMAC_SHA_512")
}
