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

    /// Makes metadata of these members.
    public init(
        keyID: String, arn: String, awsAccountID: String? = nil, creationDate: Date? = nil, deletionDate: Date? = nil,
        description: String? = nil, enabled: Bool? = nil, keySpec: KeySpec? = nil, keyState: KeyState? = nil,
        keyUsage: KeyUsage? = nil, multiRegion: Bool? = nil, origin: String? = nil,
        signingAlgorithms: [SigningAlgorithm]? = nil, macAlgorithms: [MACAlgorithm]? = nil
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
    }
}
