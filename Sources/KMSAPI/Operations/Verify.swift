// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Asks KMS whether a signature is good.
///
/// Members carry KMS's names on the wire. See [Verify](https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html).
public struct VerifyRequest: Codable, Sendable, Equatable {
    /// The key: key id, key ARN, alias name or alias ARN.
    public var keyID: String
    /// The message, 1 to 4096 bytes, or its digest: base64 on the wire.
    public var message: Data
    /// Whether ``message`` is the message (`RAW`) or its digest (`DIGEST`).
    public var messageType: MessageType
    /// The signature, as KMS encodes it: ECDSA in DER, RSA as long as the modulus. Base64 on the wire.
    public var signature: Data
    /// How to sign. It must be one that the key serves.
    public var signingAlgorithm: SigningAlgorithm
    /// Grant tokens: proof of a grant that is too new to be known everywhere.
    public var grantTokens: [String]?
    /// Only checks permission: KMS then answers DryRunOperationException where the call would have worked.
    public var dryRun: Bool?

    /// Makes a request of these members.
    public init(
        keyID: String, message: Data, messageType: MessageType = .raw, signature: Data,
        signingAlgorithm: SigningAlgorithm, grantTokens: [String]? = nil, dryRun: Bool? = nil
    ) {
        self.keyID = keyID
        self.message = message
        self.messageType = messageType
        self.signature = signature
        self.signingAlgorithm = signingAlgorithm
        self.grantTokens = grantTokens
        self.dryRun = dryRun
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case message = "Message"
        case messageType = "MessageType"
        case signature = "Signature"
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
        signature = try container.decode(Data.self, forKey: .signature)
        signingAlgorithm = try container.decode(SigningAlgorithm.self, forKey: .signingAlgorithm)
        grantTokens = try container.decodeIfPresent([String].self, forKey: .grantTokens)
        dryRun = try container.decodeIfPresent(Bool.self, forKey: .dryRun)
    }
}

extension VerifyRequest: KMSRequest {
    package typealias Response = VerifyResponse
    package static var operation: KMSOperation { .verify }
}

/// What KMS answers to ``VerifyRequest``.
public struct VerifyResponse: Codable, Sendable, Equatable {
    /// The ARN of the key that was used. (Some emulators answer the bare key id.)
    public var keyID: String
    /// Whether the signature is good. Absent is not good.
    public var signatureValid: Bool?
    /// The algorithm that was checked.
    public var signingAlgorithm: SigningAlgorithm?

    /// Makes an answer of these members.
    public init(keyID: String, signatureValid: Bool? = nil, signingAlgorithm: SigningAlgorithm? = nil) {
        self.keyID = keyID
        self.signatureValid = signatureValid
        self.signingAlgorithm = signingAlgorithm
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case signatureValid = "SignatureValid"
        case signingAlgorithm = "SigningAlgorithm"
    }
}
