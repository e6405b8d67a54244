// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the KMS model demands of the members of Sign and Verify, whatever the key.
enum SigningRules {
    static func check(_ request: SignRequest) throws(KMSError) {
        try check(request.message, request.messageType, request.signingAlgorithm)
        try GrantTokenRules.check(request.grantTokens)
    }

    static func check(_ request: VerifyRequest) throws(KMSError) {
        try check(request.message, request.messageType, request.signingAlgorithm)
        try GrantTokenRules.check(request.grantTokens)
        try BlobRules.checkLength(request.signature, at: "signature", atMost: 6144)
    }

    private static func check(
        _ message: Data, _ type: MessageType, _ algorithm: SigningAlgorithm
    ) throws(KMSError) {
        try BlobRules.checkLength(message, at: "message", atMost: 4096)
        guard messageTypes.contains(type) else {
            throw .constraint(type.rawValue, at: "messageType", "satisfy enum value set: \(messageTypes)")
        }
        guard algorithms.contains(algorithm) else {
            throw .constraint(algorithm.rawValue, at: "signingAlgorithm", "satisfy enum value set: \(algorithms)")
        }
    }

    private static let messageTypes: [MessageType] = [.raw, .digest, .externalMu]

    private static let algorithms: [SigningAlgorithm] = [
        .rsassaPSSSHA256, .rsassaPSSSHA384, .rsassaPSSSHA512,
        .rsassaPKCS1V15SHA256, .rsassaPKCS1V15SHA384, .rsassaPKCS1V15SHA512,
        .ecdsaSHA256, .ecdsaSHA384, .ecdsaSHA512, SigningAlgorithm(rawValue: "SM2DSA"),
        .mlDSASHAKE256, .ed25519SHA512, .ed25519PHSHA512,
    ]
}
