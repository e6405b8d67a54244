// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Asks KMS for the MAC of a message.
///
/// Members carry KMS's names on the wire. See [GenerateMac](https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html).
public struct GenerateMacRequest: Codable, Sendable, Equatable {
    /// The key: key id, key ARN, alias name or alias ARN.
    public var keyID: String
    /// The message, 1 to 4096 bytes: base64 on the wire.
    public var message: Data
    /// The algorithm. It must be one that the key serves.
    public var macAlgorithm: MACAlgorithm
    /// Grant tokens: proof of a grant that is too new to be known everywhere.
    public var grantTokens: [String]?
    /// Only checks permission: KMS then answers DryRunOperationException where the call would have worked.
    public var dryRun: Bool?

    /// Makes a request of these members.
    public init(
        keyID: String, message: Data, macAlgorithm: MACAlgorithm, grantTokens: [String]? = nil, dryRun: Bool? = nil
    ) {
        self.keyID = keyID
        self.message = message
        self.macAlgorithm = macAlgorithm
        self.grantTokens = grantTokens
        self.dryRun = dryRun
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case message = "Message"
        case macAlgorithm = "MacAlgorithm"
        case grantTokens = "GrantTokens"
        case dryRun = "DryRun"
    }
}

extension GenerateMacRequest: KMSRequest {
    package typealias Response = GenerateMacResponse
    package static var operation: KMSOperation { .generateMac }
}

/// What KMS answers to ``GenerateMacRequest``.
public struct GenerateMacResponse: Codable, Sendable, Equatable {
    /// The ARN of the key that was used. (Some emulators answer the bare key id.)
    public var keyID: String
    /// The MAC, as long as the hash of the algorithm: base64 on the wire.
    public var mac: Data
    /// The algorithm that was used.
    public var macAlgorithm: MACAlgorithm?

    /// Makes an answer of these members.
    public init(keyID: String, mac: Data, macAlgorithm: MACAlgorithm? = nil) {
        self.keyID = keyID
        self.mac = mac
        self.macAlgorithm = macAlgorithm
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case mac = "Mac"
        case macAlgorithm = "MacAlgorithm"
    }
}
