// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What KMS knows of a key: `KeyMetadata` of the KMS API, less the members that only other kinds of keys have.
///
/// See [KeyMetadata](https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html).
public struct KeyMetadata: Codable, Sendable, Equatable {
    /// The bare key id.
    public var keyID: String
    /// The key ARN.
    public var arn: String
    /// The account that owns the key: 12 digits.
    public var awsAccountID: String?
    /// When the key was made: seconds since 1970 on the wire.
    public var creationDate: Date?
    /// When the key will be deleted, where that is scheduled: seconds since 1970 on the wire.
    public var deletionDate: Date?
    /// The description that was given with the key.
    public var description: String?
    /// Whether the key is in the state `Enabled`.
    public var enabled: Bool?
    /// The type of the key.
    public var keySpec: KeySpec?
    /// The state of the key.
    public var keyState: KeyState?
    /// What the key may be used for.
    public var keyUsage: KeyUsage?
    /// Whether the key may be replicated to other Regions.
    public var multiRegion: Bool?
    /// Where the key material came from, such as `AWS_KMS`.
    public var origin: String?
    /// The signing algorithms that the key serves.
    public var signingAlgorithms: [SigningAlgorithm]?
    /// The MAC algorithms that the key serves.
    public var macAlgorithms: [MACAlgorithm]?
    /// The encryption algorithms that the key serves.
    public var encryptionAlgorithms: [EncryptionAlgorithm]?
    /// The key agreement algorithms that the key serves.
    public var keyAgreementAlgorithms: [KeyAgreementAlgorithm]?
    /// Who manages the key: `CUSTOMER` or `AWS`.
    public var keyManager: String?
    /// The older name of ``keySpec``, which AWS sends beside it.
    public var customerMasterKeySpec: KeySpec?
    /// Which keys of other Regions are the same key, where ``multiRegion``.
    public var multiRegionConfiguration: MultiRegionConfiguration?
    /// How many days a primary key will still be there once its last replica is gone: only in the state
    /// `PendingReplicaDeletion`.
    public var pendingDeletionWindowInDays: Int?
    /// The key material of today, where it can be rotated: only of keys of the spec `SYMMETRIC_DEFAULT`.
    public var currentKeyMaterialID: String?

    /// Makes metadata of these members.
    public init(
        keyID: String, arn: String, awsAccountID: String? = nil, creationDate: Date? = nil, deletionDate: Date? = nil,
        description: String? = nil, enabled: Bool? = nil, keySpec: KeySpec? = nil, keyState: KeyState? = nil,
        keyUsage: KeyUsage? = nil, multiRegion: Bool? = nil, origin: String? = nil,
        signingAlgorithms: [SigningAlgorithm]? = nil, macAlgorithms: [MACAlgorithm]? = nil,
        encryptionAlgorithms: [EncryptionAlgorithm]? = nil, keyAgreementAlgorithms: [KeyAgreementAlgorithm]? = nil,
        keyManager: String? = nil, customerMasterKeySpec: KeySpec? = nil,
        multiRegionConfiguration: MultiRegionConfiguration? = nil, pendingDeletionWindowInDays: Int? = nil,
        currentKeyMaterialID: String? = nil
    ) {
        self.keyID = keyID
        self.arn = arn
        self.awsAccountID = awsAccountID
        self.creationDate = creationDate
        self.deletionDate = deletionDate
        self.description = description
        self.enabled = enabled
        self.keySpec = keySpec
        self.keyState = keyState
        self.keyUsage = keyUsage
        self.multiRegion = multiRegion
        self.origin = origin
        self.signingAlgorithms = signingAlgorithms
        self.macAlgorithms = macAlgorithms
        self.encryptionAlgorithms = encryptionAlgorithms
        self.keyAgreementAlgorithms = keyAgreementAlgorithms
        self.keyManager = keyManager
        self.customerMasterKeySpec = customerMasterKeySpec
        self.multiRegionConfiguration = multiRegionConfiguration
        self.pendingDeletionWindowInDays = pendingDeletionWindowInDays
        self.currentKeyMaterialID = currentKeyMaterialID
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case arn = "Arn"
        case awsAccountID = "AWSAccountId"
        case creationDate = "CreationDate"
        case deletionDate = "DeletionDate"
        case description = "Description"
        case enabled = "Enabled"
        case keySpec = "KeySpec"
        case keyState = "KeyState"
        case keyUsage = "KeyUsage"
        case multiRegion = "MultiRegion"
        case origin = "Origin"
        case signingAlgorithms = "SigningAlgorithms"
        case macAlgorithms = "MacAlgorithms"
        case encryptionAlgorithms = "EncryptionAlgorithms"
        case keyAgreementAlgorithms = "KeyAgreementAlgorithms"
        case keyManager = "KeyManager"
        case customerMasterKeySpec = "CustomerMasterKeySpec"
        case multiRegionConfiguration = "MultiRegionConfiguration"
        case pendingDeletionWindowInDays = "PendingDeletionWindowInDays"
        case currentKeyMaterialID = "CurrentKeyMaterialId"
    }
}
