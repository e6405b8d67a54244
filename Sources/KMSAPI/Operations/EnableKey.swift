// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks KMS to let a key be used again.
///
/// Members carry KMS's names on the wire. See [EnableKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html).
public struct EnableKeyRequest: Codable, Sendable, Equatable {
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

extension EnableKeyRequest: KMSRequest {
    package typealias Response = KMSEmptyResponse
    package static var operation: KMSOperation { .enableKey }
}
