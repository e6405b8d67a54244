// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import JWTKit

/// What a ``KMSKeyCollection`` knows of one of its keys.
public struct KMSKeyInfo: Sendable, Hashable {
    /// What the key is called in tokens; nil for the one that has no name.
    public let kid: JWKIdentifier?
    /// What the user named the key by; nil for a key that is not of KMS.
    public let reference: String?
    /// The ARN that the reference was resolved to and that signs; nil for a key that is not of KMS.
    public let arn: String?
    /// The `alg` of the key's tokens.
    public let algorithm: String
    /// The public key as DER SubjectPublicKeyInfo; nil where it was not fetched, or JWTKit holds the key.
    public let publicKeyDER: [UInt8]?
    /// The public key as PEM.
    public let publicKeyPEM: String?
    /// Whether the key signs when no kid is named, and verifies tokens without one.
    public let isDefault: Bool
    /// Whether the key signs: not a public key alone, and not the key that an alias named before.
    public let signs: Bool
}
