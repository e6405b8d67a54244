// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks KMS not to rotate the material of a symmetric key any more.
///
/// Members carry KMS's names on the wire. See [DisableKeyRotation](https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html).
public struct DisableKeyRotationRequest: Codable, Sendable, Equatable {
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

extension DisableKeyRotationRequest: KMSRequest {
    package typealias Response = KMSEmptyResponse
    package static var operation: KMSOperation { .disableKeyRotation }
}
