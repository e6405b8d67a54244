// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Tracing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The three calls to KMS, each bounded in number, traced, and checked to be answered for the key that was asked for.
struct KMSRequests: Sendable {
    let client: any KMSClient
    let limit: RequestLimit

    /// Signs.
    ///
    /// - Returns: the signature as KMS encodes it, and the name that KMS gives the key.
    /// - Throws: `KMSError`.
    func sign(
        _ message: KMSMessage, with algorithm: JWSAlgorithm, arn: String, grantTokens: [String]
    ) async throws -> SignResponse {
        let request = SignRequest(
            keyID: arn, message: Data(message.bytes), messageType: message.type,
            signingAlgorithm: algorithm.signingAlgorithm,
            grantTokens: grantTokens.isEmpty ? nil : grantTokens)
        let answer = try await call(.sign, key: arn) { try await client.sign(request) }
        try check(answer.keyID, answer.signingAlgorithm, asked: algorithm, arn: arn, .sign)
        return answer
    }

    /// Asks whether a signature is good.
    ///
    /// - Throws: `KMSError` where it could not be told. A bad signature is an answer, not an error.
    func verify(
        _ signature: [UInt8], over message: KMSMessage, with algorithm: JWSAlgorithm, arn: String, grantTokens: [String]
    ) async throws -> Bool {
        let request = VerifyRequest(
            keyID: arn, message: Data(message.bytes), messageType: message.type, signature: Data(signature),
            signingAlgorithm: algorithm.signingAlgorithm, grantTokens: grantTokens.isEmpty ? nil : grantTokens)
        let answer: VerifyResponse
        do {
            answer = try await call(.verify, key: arn) { try await client.verify(request) }
        } catch let error as KMSError where error.kind == .kmsInvalidSignature {
            return false
        }
        try check(answer.keyID, answer.signingAlgorithm, asked: algorithm, arn: arn, .verify)
        guard let isValid = answer.signatureValid else {
            throw KMSError(
                .malformedResponse, message: "KMS answered without SignatureValid", operation: .verify,
                keyReference: arn)
        }
        return isValid
    }

    /// Fetches a public key.
    ///
    /// - Throws: `KMSError`.
    func getPublicKey(_ reference: String, grantTokens: [String]) async throws -> GetPublicKeyResponse {
        let request = GetPublicKeyRequest(keyID: reference, grantTokens: grantTokens.isEmpty ? nil : grantTokens)
        return try await call(.getPublicKey, key: reference) { try await client.getPublicKey(request) }
    }

    private func check(
        _ keyID: String, _ answered: SigningAlgorithm?, asked algorithm: JWSAlgorithm, arn: String,
        _ operation: KMSOperation
    ) throws(KMSError) {
        guard KeyAnswer.isSameKey(keyID, arn) else {
            throw KMSError(
                .malformedResponse, message: "KMS answered for another key: \(Excerpt.of(keyID, limit: 128))",
                operation: operation, keyReference: arn)
        }
        guard answered ?? algorithm.signingAlgorithm == algorithm.signingAlgorithm else {
            throw KMSError(
                .malformedResponse,
                message: "KMS answered for \(Excerpt.of(answered?.rawValue ?? "")), not \(algorithm.signingAlgorithm)",
                operation: operation, keyReference: arn)
        }
    }

    private func call<Answer: Sendable>(
        _ operation: KMSOperation, key: String, _ body: () async throws -> Answer
    ) async throws -> Answer {
        try await limit.withPlace {
            // The attributes of OpenTelemetry's RPC conventions; key references are no secret, messages would be.
            try await withSpan("KMS.\(operation)", ofKind: .client) { span in
                span.attributes["rpc.system"] = "aws-api"
                span.attributes["rpc.service"] = "KMS"
                span.attributes["rpc.method"] = operation.rawValue
                do {
                    return try await body()
                } catch let error as KMSError {
                    let error = error.during(operation, key: key)
                    span.attributes["error.type"] = error.kind.code
                    throw error
                } catch is CancellationError where Task.isCancelled {
                    throw CancellationError()
                } catch {
                    // A client of the user's own throws what it likes, CancellationError too, though nobody cancelled
                    // anything: that KMS could not be asked is all it says.
                    span.attributes["error.type"] = KMSError.Kind.transport.code
                    throw KMSError(
                        .transport, message: "the KMS client threw \(type(of: error))", operation: operation,
                        keyReference: key, underlying: error)
                }
            }
        }
    }
}
