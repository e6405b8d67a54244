// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Asks KMS whether a MAC is good.
///
/// Members carry KMS's names on the wire. See [VerifyMac](https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html).
public struct VerifyMacRequest: Codable, Sendable, Equatable {
    /// The key: key id, key ARN, alias name or alias ARN.
    public var keyID: String
    /// The message, 1 to 4096 bytes: base64 on the wire.
    public var message: Data
    /// The MAC, as long as the hash of the algorithm: base64 on the wire.
    public var mac: Data
    /// The algorithm. It must be one that the key serves.
    public var macAlgorithm: MACAlgorithm
    /// Grant tokens: proof of a grant that is too new to be known everywhere.
    public var grantTokens: [String]?
    /// Only checks permission: KMS then answers DryRunOperationException where the call would have worked.
    public var dryRun: Bool?

    /// Makes a request of these members.
    public init(
        keyID: String, message: Data, mac: Data, macAlgorithm: MACAlgorithm, grantTokens: [String]? = nil,
        dryRun: Bool? = nil
    ) {
        self.keyID = keyID
        self.message = message
        self.mac = mac
        self.macAlgorithm = macAlgorithm
        self.grantTokens = grantTokens
        self.dryRun = dryRun
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case message = "Message"
        case mac = "Mac"
        case macAlgorithm = "MacAlgorithm"
        case grantTokens = "GrantTokens"
        case dryRun = "DryRun"
    }
}

extension VerifyMacRequest: KMSRequest {
    package typealias Response = VerifyMacResponse
    package static var operation: KMSOperation { .verifyMac }
}

/// What KMS answers to ``VerifyMacRequest``.
public struct VerifyMacResponse: Codable, Sendable, Equatable {
    /// The ARN of the key that was used. (Some emulators answer the bare key id.)
    public var keyID: String
    /// Whether the MAC is good. Absent is not good.
    public var macValid: Bool?
    /// The algorithm that was checked.
    public var macAlgorithm: MACAlgorithm?

    /// Makes an answer of these members.
    public init(keyID: String, macValid: Bool? = nil, macAlgorithm: MACAlgorithm? = nil) {
        self.keyID = keyID
        self.macValid = macValid
        self.macAlgorithm = macAlgorithm
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case macValid = "MacValid"
        case macAlgorithm = "MacAlgorithm"
    }
}
