// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Asks KMS to sign.
///
/// Members carry KMS's names on the wire. See [Sign](https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html).
public struct SignRequest: Codable, Sendable, Equatable {
    /// The key: key id, key ARN, alias name or alias ARN.
    public var keyID: String
    /// The message, 1 to 4096 bytes, or its digest: base64 on the wire.
    public var message: Data
    /// Whether ``message`` is the message (`RAW`) or its digest (`DIGEST`).
    public var messageType: MessageType
    /// How to sign. It must be one that the key serves.
    public var signingAlgorithm: SigningAlgorithm
    /// Grant tokens: proof of a grant that is too new to be known everywhere.
    public var grantTokens: [String]?
    /// Only checks permission: KMS then answers DryRunOperationException where the call would have worked.
    public var dryRun: Bool?

    /// Makes a request of these members.
    public init(
        keyID: String, message: Data, messageType: MessageType = .raw, signingAlgorithm: SigningAlgorithm,
        grantTokens: [String]? = nil, dryRun: Bool? = nil
    ) {
        self.keyID = keyID
        self.message = message
        self.messageType = messageType
        self.signingAlgorithm = signingAlgorithm
        self.grantTokens = grantTokens
        self.dryRun = dryRun
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case message = "Message"
        case messageType = "MessageType"
        case signingAlgorithm = "SigningAlgorithm"
        case grantTokens = "GrantTokens"
        case dryRun = "DryRun"
    }

    /// Reads the JSON form, where an absent `MessageType` is `RAW`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        keyID = try container.decode(String.self, forKey: .keyID)
        message = try container.decode(Data.self, forKey: .message)
        messageType = try container.decodeIfPresent(MessageType.self, forKey: .messageType) ?? .raw
        signingAlgorithm = try container.decode(SigningAlgorithm.self, forKey: .signingAlgorithm)
        grantTokens = try container.decodeIfPresent([String].self, forKey: .grantTokens)
        dryRun = try container.decodeIfPresent(Bool.self, forKey: .dryRun)
    }
}

extension SignRequest: KMSRequest {
    package typealias Response = SignResponse
    package static var operation: KMSOperation { .sign }

    package var plainJSON: Data? {
        guard grantTokens == nil, dryRun == nil else { return nil }
        let names = CodingKeys.self
        return PlainObject.json([
            (names.keyID.rawValue, keyID), (names.message.rawValue, message.base64EncodedString()),
            (names.messageType.rawValue, messageType.rawValue),
            (names.signingAlgorithm.rawValue, signingAlgorithm.rawValue),
        ])
    }

    package static func plainResponse(_ json: Data) -> SignResponse? {
        PlainObject.members(json).flatMap { SignResponse($0) }
    }
}

/// What KMS answers to ``SignRequest``.
public struct SignResponse: Codable, Sendable, Equatable {
    /// The ARN of the key that was used. (Some emulators answer the bare key id.)
    public var keyID: String
    /// The signature, as KMS encodes it: ECDSA in DER, RSA as long as the modulus. Base64 on the wire.
    public var signature: Data
    /// How KMS signed.
    public var signingAlgorithm: SigningAlgorithm

    /// Makes an answer of these members.
    public init(keyID: String, signature: Data, signingAlgorithm: SigningAlgorithm) {
        self.keyID = keyID
        self.signature = signature
        self.signingAlgorithm = signingAlgorithm
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case signature = "Signature"
        case signingAlgorithm = "SigningAlgorithm"
    }

    fileprivate init?(_ members: [(name: String, value: String)]) {
        func value(_ key: CodingKeys) -> String? { members.first { $0.name == key.rawValue }?.value }
        guard let keyID = value(.keyID), let signature = value(.signature).flatMap({ Data(base64Encoded: $0) }),
            let algorithm = value(.signingAlgorithm)
        else { return nil }
        self.init(keyID: keyID, signature: signature, signingAlgorithm: SigningAlgorithm(rawValue: algorithm))
    }
}
