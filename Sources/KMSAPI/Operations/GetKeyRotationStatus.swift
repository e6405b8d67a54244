// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Asks whether the material of a symmetric key is rotated.
///
/// Members carry KMS's names on the wire. See [GetKeyRotationStatus](https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html).
public struct GetKeyRotationStatusRequest: Codable, Sendable, Equatable {
    /// The key: key id or key ARN.
    public var keyID: String

    /// Makes a request of these members.
    public init(keyID: String) {
        self.keyID = keyID
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
    }
}

extension GetKeyRotationStatusRequest: KMSRequest {
    package typealias Response = GetKeyRotationStatusResponse
    package static var operation: KMSOperation { .getKeyRotationStatus }
}

/// What KMS answers to ``GetKeyRotationStatusRequest``.
public struct GetKeyRotationStatusResponse: Codable, Sendable, Equatable {
    /// Whether it is.
    public var keyRotationEnabled: Bool?
    /// The key.
    public var keyID: String?
    /// After how many days, where it is.
    public var rotationPeriodInDays: Int?
    /// When it will be the next time: seconds since 1970 on the wire.
    public var nextRotationDate: Date?

    /// Makes an answer of these members.
    public init(
        keyRotationEnabled: Bool? = nil, keyID: String? = nil, rotationPeriodInDays: Int? = nil,
        nextRotationDate: Date? = nil
    ) {
        self.keyRotationEnabled = keyRotationEnabled
        self.keyID = keyID
        self.rotationPeriodInDays = rotationPeriodInDays
        self.nextRotationDate = nextRotationDate
    }

    private enum CodingKeys: String, CodingKey {
        case keyRotationEnabled = "KeyRotationEnabled"
        case keyID = "KeyId"
        case rotationPeriodInDays = "RotationPeriodInDays"
        case nextRotationDate = "NextRotationDate"
    }
}
