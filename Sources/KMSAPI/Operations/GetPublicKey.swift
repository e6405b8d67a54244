// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Asks KMS for the public half of a key pair.
///
/// Members carry KMS's names on the wire. See [GetPublicKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html).
public struct GetPublicKeyRequest: Codable, Sendable, Equatable {
    /// The key: key id, key ARN, alias name or alias ARN.
    public var keyID: String
    /// Grant tokens: proof of a grant that is too new to be known everywhere.
    public var grantTokens: [String]?

    /// Makes a request of these members.
    public init(keyID: String, grantTokens: [String]? = nil) {
        self.keyID = keyID
        self.grantTokens = grantTokens
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case grantTokens = "GrantTokens"
    }
}

extension GetPublicKeyRequest: KMSRequest {
    package typealias Response = GetPublicKeyResponse
    package static var operation: KMSOperation { .getPublicKey }
}

/// What KMS answers to ``GetPublicKeyRequest``.
public struct GetPublicKeyResponse: Codable, Sendable, Equatable {
    /// The ARN of the key. (Some emulators answer the bare key id.)
    public var keyID: String
    /// The public key as DER SubjectPublicKeyInfo (RFC 5280): base64 on the wire.
    public var publicKey: Data
    /// The type of the key.
    public var keySpec: KeySpec?
    /// What the key may be used for.
    public var keyUsage: KeyUsage?
    /// The signing algorithms that the key serves.
    public var signingAlgorithms: [SigningAlgorithm]?
    /// The encryption algorithms that the key serves.
    public var encryptionAlgorithms: [EncryptionAlgorithm]?
    /// The key agreement algorithms that the key serves.
    public var keyAgreementAlgorithms: [KeyAgreementAlgorithm]?
    /// The older name of ``keySpec``, which AWS sends beside it.
    public var customerMasterKeySpec: KeySpec?

    /// Makes an answer of these members.
    public init(
        keyID: String, publicKey: Data, keySpec: KeySpec? = nil, keyUsage: KeyUsage? = nil,
        signingAlgorithms: [SigningAlgorithm]? = nil, encryptionAlgorithms: [EncryptionAlgorithm]? = nil,
        keyAgreementAlgorithms: [KeyAgreementAlgorithm]? = nil, customerMasterKeySpec: KeySpec? = nil
    ) {
        self.keyID = keyID
        self.publicKey = publicKey
        self.keySpec = keySpec
        self.keyUsage = keyUsage
        self.signingAlgorithms = signingAlgorithms
        self.encryptionAlgorithms = encryptionAlgorithms
        self.keyAgreementAlgorithms = keyAgreementAlgorithms
        self.customerMasterKeySpec = customerMasterKeySpec
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case publicKey = "PublicKey"
        case keySpec = "KeySpec"
        case keyUsage = "KeyUsage"
        case signingAlgorithms = "SigningAlgorithms"
        case encryptionAlgorithms = "EncryptionAlgorithms"
        case keyAgreementAlgorithms = "KeyAgreementAlgorithms"
        case customerMasterKeySpec = "CustomerMasterKeySpec"
    }
}
