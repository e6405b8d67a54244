// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks KMS to stop a key from being used.
///
/// Members carry KMS's names on the wire. See [DisableKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html).
public struct DisableKeyRequest: Codable, Sendable, Equatable {
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

extension DisableKeyRequest: KMSRequest {
    package typealias Response = KMSEmptyResponse
    package static var operation: KMSOperation { .disableKey }
}
