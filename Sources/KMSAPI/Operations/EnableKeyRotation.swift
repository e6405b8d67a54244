// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks KMS to rotate the material of a symmetric key from time to time.
///
/// Members carry KMS's names on the wire. See [EnableKeyRotation](https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html).
public struct EnableKeyRotationRequest: Codable, Sendable, Equatable {
    /// The key: key id or key ARN.
    public var keyID: String
    /// After how many days each time, 90 to 2560; KMS takes 365 where absent.
    public var rotationPeriodInDays: Int?

    /// Makes a request of these members.
    public init(keyID: String, rotationPeriodInDays: Int? = nil) {
        self.keyID = keyID
        self.rotationPeriodInDays = rotationPeriodInDays
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case rotationPeriodInDays = "RotationPeriodInDays"
    }
}

extension EnableKeyRotationRequest: KMSRequest {
    package typealias Response = KMSEmptyResponse
    package static var operation: KMSOperation { .enableKeyRotation }
}
