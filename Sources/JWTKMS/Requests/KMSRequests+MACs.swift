// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension KMSRequests {
    func generateMAC(
        _ message: KMSMessage, _ algorithm: MACAlgorithm, _ arn: String, _ grantTokens: [String]?
    ) async throws -> (keyID: String, signature: [UInt8]) {
        let client = try macClient
        let request = GenerateMacRequest(
            keyID: arn, message: Data(message.bytes), macAlgorithm: algorithm, grantTokens: grantTokens)
        let answer = try await call(.generateMac, key: arn) { try await client.generateMac(request) }
        try check(answer.keyID, answer.macAlgorithm, asked: algorithm, arn: arn, .generateMac)
        return (answer.keyID, Array(answer.mac))
    }

    func verifyMAC(
        _ mac: [UInt8], _ message: KMSMessage, _ algorithm: MACAlgorithm, _ arn: String, _ grantTokens: [String]?
    ) async throws -> Bool {
        let client = try macClient
        let request = VerifyMacRequest(
            keyID: arn, message: Data(message.bytes), mac: Data(mac), macAlgorithm: algorithm, grantTokens: grantTokens)
        let answer: VerifyMacResponse
        do {
            answer = try await call(.verifyMac, key: arn) { try await client.verifyMac(request) }
        } catch let error as KMSError where error.kind == .kmsInvalidMAC {
            return false
        }
        try check(answer.keyID, answer.macAlgorithm, asked: algorithm, arn: arn, .verifyMac)
        return try self.answer(answer.macValid, "MacValid", arn: arn, .verifyMac)
    }

    /// Whether the client can tell what a key is.
    var describesKeys: Bool { client is any KMSKeyDirectory }

    /// Asks what a key is, where it has no public key that would tell. One that can't be used is an error, as it is of
    /// GetPublicKey.
    ///
    /// - Throws: `KMSError`.
    func describeKey(_ reference: String, grantTokens: [String]) async throws -> KeyMetadata {
        guard let directory = client as? any KMSKeyDirectory else {
            throw KMSError(
                .configuration,
                message:
                    "an HMAC key has no public key to ask for, so it is found by DescribeKey, and the KMS client does "
                    + "not conform to KMSKeyDirectory; or name the key by its ARN, with its algorithm",
                operation: .describeKey, keyReference: reference)
        }
        let request = DescribeKeyRequest(keyID: reference, grantTokens: grantTokens.isEmpty ? nil : grantTokens)
        let key = try await call(.describeKey, key: reference) { try await directory.describeKey(request) }.keyMetadata
        // A multi-Region key that is Updating can be used: its primary is being changed.
        guard [.enabled, .updating].contains(key.keyState ?? .enabled) else {
            throw KMSError(
                key.keyState == .disabled ? .disabled : .kmsInvalidState,
                message: "the key is in the state \(Excerpt.of(key.keyState?.rawValue ?? ""))", operation: .describeKey,
                keyReference: reference, isRetryable: key.keyState == .creating)
        }
        return key
    }

    /// Whether the client can do what keys of this algorithm need.
    ///
    /// - Throws: `KMSError` of kind `configuration`.
    func checkServes(_ algorithm: JWSAlgorithm) throws(KMSError) {
        if algorithm.macAlgorithm != nil { _ = try macClient }
    }

    private var macClient: any KMSMACClient {
        get throws(KMSError) {
            guard let client = client as? any KMSMACClient else {
                throw KMSError(
                    .configuration, message: "the KMS client does not conform to KMSMACClient, which HMAC keys need")
            }
            return client
        }
    }
}
