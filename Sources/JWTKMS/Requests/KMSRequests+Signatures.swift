// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension KMSRequests {
    func sign(
        _ message: KMSMessage, _ algorithm: SigningAlgorithm, _ arn: String, _ grantTokens: [String]?
    ) async throws -> (keyID: String, signature: [UInt8]) {
        let request = SignRequest(
            keyID: arn, message: Data(message.bytes), messageType: message.type, signingAlgorithm: algorithm,
            grantTokens: grantTokens)
        let answer = try await call(.sign, key: arn) { try await client.sign(request) }
        try check(answer.keyID, answer.signingAlgorithm, asked: algorithm, arn: arn, .sign)
        return (answer.keyID, Array(answer.signature))
    }

    func verify(
        _ signature: [UInt8], _ message: KMSMessage, _ algorithm: SigningAlgorithm, _ arn: String,
        _ grantTokens: [String]?
    ) async throws -> Bool {
        let request = VerifyRequest(
            keyID: arn, message: Data(message.bytes), messageType: message.type, signature: Data(signature),
            signingAlgorithm: algorithm, grantTokens: grantTokens)
        let answer: VerifyResponse
        do {
            answer = try await call(.verify, key: arn) { try await client.verify(request) }
        } catch let error as KMSError where error.kind == .kmsInvalidSignature {
            return false
        }
        try check(answer.keyID, answer.signingAlgorithm, asked: algorithm, arn: arn, .verify)
        return try self.answer(answer.signatureValid, "SignatureValid", arn: arn, .verify)
    }

    /// Fetches a public key.
    ///
    /// - Throws: `KMSError`.
    func getPublicKey(_ reference: String, grantTokens: [String]) async throws -> GetPublicKeyResponse {
        let request = GetPublicKeyRequest(keyID: reference, grantTokens: grantTokens.isEmpty ? nil : grantTokens)
        return try await call(.getPublicKey, key: reference) { try await client.getPublicKey(request) }
    }
}
