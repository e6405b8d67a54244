// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

// The code of the guide "Use your own AWS SDK": another SDK, conformed to KMSClient.

import JWTKMS

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Stands for the KMS client of an AWS SDK.
struct OtherSDK: Sendable {
    struct Failure: Error { var code: String, message: String, requestID: String }
    struct Answer { var keyId: String, signature: Data, publicKey: Data, signatureValid: Bool }

    func call(
        _ operation: String, _ keyId: String, _ members: [String: Data] = [:], _ messageType: String? = nil,
        _ signingAlgorithm: String? = nil, _ grantTokens: [String]? = nil
    ) async throws -> Answer {
        throw Failure(code: "NotFoundException", message: operation, requestID: keyId)
    }
}

struct OwnClient: KMSClient {
    let sdk: OtherSDK

    func sign(_ request: SignRequest) async throws -> SignResponse {
        let answer = try await asking(.sign) {
            try await sdk.call(
                "Sign", request.keyID, ["Message": request.message], request.messageType.rawValue,
                request.signingAlgorithm.rawValue, request.grantTokens)
        }
        return SignResponse(
            keyID: answer.keyId, signature: answer.signature, signingAlgorithm: request.signingAlgorithm)
    }

    func verify(_ request: VerifyRequest) async throws -> VerifyResponse {
        let answer = try await asking(.verify) {
            try await sdk.call(
                "Verify", request.keyID, ["Message": request.message, "Signature": request.signature],
                request.messageType.rawValue, request.signingAlgorithm.rawValue, request.grantTokens)
        }
        return VerifyResponse(keyID: answer.keyId, signatureValid: answer.signatureValid)
    }

    func getPublicKey(_ request: GetPublicKeyRequest) async throws -> GetPublicKeyResponse {
        let answer = try await asking(.getPublicKey) { try await sdk.call("GetPublicKey", request.keyID) }
        return GetPublicKeyResponse(keyID: answer.keyId, publicKey: answer.publicKey)
    }

    private func asking<Value>(_ operation: KMSOperation, _ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let failure as OtherSDK.Failure {
            throw KMSError(
                KMSError.Kind(code: failure.code), message: failure.message, operation: operation,
                requestID: failure.requestID)
        }
    }
}
