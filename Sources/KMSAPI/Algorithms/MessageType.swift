// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// What the message of a Sign or Verify request is: `MessageType` of the KMS API.
///
/// An open enumeration: a value that AWS adds next year is carried, not a crash.
public struct MessageType: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// KMS's own name.
    public let rawValue: String

    /// The value that KMS calls `rawValue`, whether or not this version knows it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// KMS's own name.
    public var description: String { rawValue }

    /// `RAW`
    public static let raw = Self(rawValue: "RAW")
    /// `DIGEST`
    public static let digest = Self(rawValue: "DIGEST")
    /// `EXTERNAL_MU`
    public static let externalMu = Self(rawValue: "EXTERNAL_MU")
}
