// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// What a KMS key may be used for: `KeyUsage` of the KMS API.
///
/// An open enumeration: a value that AWS adds next year is carried, not a crash.
public struct KeyUsage: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// KMS's own name.
    public let rawValue: String

    /// The value that KMS calls `rawValue`, whether or not this version knows it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// KMS's own name.
    public var description: String { rawValue }

    /// `SIGN_VERIFY`
    public static let signVerify = Self(rawValue: "SIGN_VERIFY")
    /// `ENCRYPT_DECRYPT`
    public static let encryptDecrypt = Self(rawValue: "ENCRYPT_DECRYPT")
    /// `GENERATE_VERIFY_MAC`
    public static let generateVerifyMAC = Self(rawValue: "GENERATE_VERIFY_MAC")
    /// `KEY_AGREEMENT`
    public static let keyAgreement = Self(rawValue: "KEY_AGREEMENT")
}

extension KeyUsage {
    /// What a key of this spec is made for where nobody says: signing, or the one thing that it can do.
    package static func usual(for spec: KeySpec) -> KeyUsage {
        switch spec {
        case .hmac224, .hmac256, .hmac384, .hmac512: .generateVerifyMAC
        case .symmetricDefault: .encryptDecrypt
        default: .signVerify
        }
    }
}
