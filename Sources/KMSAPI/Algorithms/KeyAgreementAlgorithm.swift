// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// How a key agrees on a secret: `KeyAgreementAlgorithmSpec` of the KMS API. Nothing here does; keys that do are described.
///
/// An open enumeration: a value that AWS adds next year is carried, not a crash.
public struct KeyAgreementAlgorithm: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// KMS's own name.
    public let rawValue: String

    /// The value that KMS calls `rawValue`, whether or not this version knows it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// KMS's own name.
    public var description: String { rawValue }

    /// `ECDH`
    public static let ecdh = Self(rawValue: "ECDH")
}
