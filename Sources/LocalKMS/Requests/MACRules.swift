// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the KMS model demands of the members of GenerateMac and VerifyMac, whatever the key.
enum MACRules {
    static func check(_ request: GenerateMacRequest) throws(KMSError) {
        try check(request.message, request.macAlgorithm, request.grantTokens)
    }

    static func check(_ request: VerifyMacRequest) throws(KMSError) {
        try check(request.message, request.macAlgorithm, request.grantTokens)
        try BlobRules.checkLength(request.mac, at: "mac", atMost: 6144)
    }

    private static func check(
        _ message: Data, _ algorithm: MACAlgorithm, _ grantTokens: [String]?
    ) throws(KMSError) {
        try BlobRules.checkLength(message, at: "message", atMost: 4096)
        guard algorithms.contains(algorithm) else {
            throw .constraint(algorithm.rawValue, at: "macAlgorithm", "satisfy enum value set: \(algorithms)")
        }
        try GrantTokenRules.check(grantTokens)
    }

    private static let algorithms: [MACAlgorithm] = [.hmacSHA224, .hmacSHA256, .hmacSHA384, .hmacSHA512]
}
