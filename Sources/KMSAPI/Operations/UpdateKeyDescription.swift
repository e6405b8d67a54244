// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Gives a key another description.
///
/// Members carry KMS's names on the wire. See [UpdateKeyDescription](https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateKeyDescription.html).
public struct UpdateKeyDescriptionRequest: Codable, Sendable, Equatable {
    /// The key: key id or key ARN.
    public var keyID: String
    /// The new description, at most 8192 characters.
    public var description: String

    /// Makes a request of these members.
    public init(keyID: String, description: String) {
        self.keyID = keyID
        self.description = description
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case description = "Description"
    }
}

extension UpdateKeyDescriptionRequest: KMSRequest {
    package typealias Response = KMSEmptyResponse
    package static var operation: KMSOperation { .updateKeyDescription }
}
