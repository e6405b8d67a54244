// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Asks KMS what it knows of a key.
///
/// Members carry KMS's names on the wire. See [DescribeKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html).
public struct DescribeKeyRequest: Codable, Sendable, Equatable {
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

extension DescribeKeyRequest: KMSRequest {
    package typealias Response = DescribeKeyResponse
    package static var operation: KMSOperation { .describeKey }
}

/// What KMS answers to ``DescribeKeyRequest``.
public struct DescribeKeyResponse: Codable, Sendable, Equatable {
    /// What KMS knows of the key.
    public var keyMetadata: KeyMetadata

    /// Makes an answer of these members.
    public init(keyMetadata: KeyMetadata) {
        self.keyMetadata = keyMetadata
    }

    private enum CodingKeys: String, CodingKey {
        case keyMetadata = "KeyMetadata"
    }
}
