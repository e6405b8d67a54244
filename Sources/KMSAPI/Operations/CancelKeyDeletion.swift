// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks KMS to keep a key that was to be deleted.
///
/// Members carry KMS's names on the wire. See [CancelKeyDeletion](https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html).
public struct CancelKeyDeletionRequest: Codable, Sendable, Equatable {
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

extension CancelKeyDeletionRequest: KMSRequest {
    package typealias Response = CancelKeyDeletionResponse
    package static var operation: KMSOperation { .cancelKeyDeletion }
}

/// What KMS answers to ``CancelKeyDeletionRequest``.
public struct CancelKeyDeletionResponse: Codable, Sendable, Equatable {
    /// The ARN of the key, which is now disabled.
    public var keyID: String

    /// Makes an answer of these members.
    public init(keyID: String) {
        self.keyID = keyID
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
    }
}
