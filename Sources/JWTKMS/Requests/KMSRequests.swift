// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Instrumentation
import KMSAPI
import Tracing

/// The calls to KMS, each bounded in number, traced, and checked to be answered for the key that was asked for.
struct KMSRequests: Sendable {
    let client: any KMSClient
    let limit: RequestLimit

    /// Signs, or makes a MAC.
    ///
    /// - Returns: what stands for the signature, as KMS encodes it, and the name that KMS gives the key.
    /// - Throws: `KMSError`.
    func sign(
        _ message: KMSMessage, with algorithm: JWSAlgorithm, arn: String, grantTokens: [String]
    ) async throws -> (keyID: String, signature: [UInt8]) {
        let grantTokens = grantTokens.isEmpty ? nil : grantTokens
        return switch algorithm.service {
        case .signature(let signingAlgorithm): try await sign(message, signingAlgorithm, arn, grantTokens)
        case .mac(let macAlgorithm): try await generateMAC(message, macAlgorithm, arn, grantTokens)
        }
    }

    /// Asks whether a signature or a MAC is good.
    ///
    /// - Throws: `KMSError` where it could not be told. A bad signature is an answer, not an error.
    func verify(
        _ signature: [UInt8], over message: KMSMessage, with algorithm: JWSAlgorithm, arn: String, grantTokens: [String]
    ) async throws -> Bool {
        let grantTokens = grantTokens.isEmpty ? nil : grantTokens
        return switch algorithm.service {
        case .signature(let signingAlgorithm):
            try await verify(signature, message, signingAlgorithm, arn, grantTokens)
        case .mac(let macAlgorithm): try await verifyMAC(signature, message, macAlgorithm, arn, grantTokens)
        }
    }

    /// Holds an answer against what was asked.
    ///
    /// - Throws: `KMSError` of kind `malformedResponse`.
    func check<Name: RawRepresentable<String> & Equatable>(
        _ keyID: String, _ answered: Name?, asked algorithm: Name, arn: String, _ operation: KMSOperation
    ) throws(KMSError) {
        guard KeyAnswer.isSameKey(keyID, arn) else {
            throw KMSError(
                .malformedResponse, message: "KMS answered for another key: \(Excerpt.of(keyID, limit: 128))",
                operation: operation, keyReference: arn)
        }
        guard answered ?? algorithm == algorithm else {
            throw KMSError(
                .malformedResponse,
                message: "KMS answered for \(Excerpt.of(answered?.rawValue ?? "")), not \(algorithm.rawValue)",
                operation: operation, keyReference: arn)
        }
    }

    /// What KMS answered to the question whether something is good.
    ///
    /// - Parameter member: what the answer should be called on the wire.
    func answer(_ isValid: Bool?, _ member: String, arn: String, _ operation: KMSOperation) throws(KMSError) -> Bool {
        guard let isValid else {
            throw KMSError(
                .malformedResponse, message: "KMS answered without \(member)", operation: operation, keyReference: arn)
        }
        return isValid
    }

    func call<Answer: Sendable>(
        _ operation: KMSOperation, key: String, _ body: () async throws -> Answer
    ) async throws -> Answer {
        try await limit.withPlace {
            // A span that nobody sees costs a microsecond.
            if InstrumentationSystem.tracer is NoOpTracer { return try await ask(operation, key, body) }
            // The attributes of OpenTelemetry's RPC conventions; key references are no secret, messages would be.
            let result: Result<Answer, any Error> = try await withSpan("KMS.\(operation)", ofKind: .client) { span in
                if span.isRecording {
                    span.attributes["rpc.system"] = "aws-api"
                    span.attributes["rpc.service"] = "KMS"
                    span.attributes["rpc.method"] = operation.rawValue
                }
                do {
                    return .success(try await ask(operation, key, body))
                } catch {
                    // What is thrown here is an error of the span.
                    if ExpectedAbsence.covers(error) { return .failure(error) }
                    if let error = error as? KMSError { span.attributes["error.type"] = error.kind.code }
                    throw error
                }
            }
            return try result.get()
        }
    }

    private func ask<Answer: Sendable>(
        _ operation: KMSOperation, _ key: String, _ body: () async throws -> Answer
    ) async throws -> Answer {
        do {
            return try await body()
        } catch let error as KMSError {
            throw error.during(operation, key: key)
        } catch is CancellationError where Task.isCancelled {
            throw CancellationError()
        } catch {
            // A client of the user's own throws what it likes, CancellationError too, though nobody cancelled anything:
            // that KMS could not be asked is all it says.
            throw KMSError(
                .transport, message: "the KMS client threw \(type(of: error))", operation: operation,
                keyReference: key, underlying: error)
        }
    }
}
