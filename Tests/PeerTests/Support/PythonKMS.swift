// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS

/// A KMS with one ML-DSA-44 key, played by Python's `cryptography`: no library of Swift has that algorithm, and no
/// emulator.
struct PythonKMS: KMSClient {
    static let arn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    private let seed = Data(repeating: 44, count: 32).base64EncodedString()

    func sign(_ request: SignRequest) async throws -> SignResponse {
        let signature = try await ask("sign_bytes", ["message": request.message], seed) as? String ?? ""
        return SignResponse(
            keyID: Self.arn, signature: Data(base64Encoded: signature) ?? Data(),
            signingAlgorithm: request.signingAlgorithm)
    }

    func verify(_ request: VerifyRequest) async throws -> VerifyResponse {
        let key = try await publicKey().suffix(1312).base64EncodedString()
        let parts = ["message": request.message, "signature": request.signature]
        guard try await ask("verify_bytes", parts, key) as? Bool == true else {
            throw KMSError(.kmsInvalidSignature, message: "")
        }
        return VerifyResponse(keyID: Self.arn, signatureValid: true, signingAlgorithm: request.signingAlgorithm)
    }

    func getPublicKey(_ request: GetPublicKeyRequest) async throws -> GetPublicKeyResponse {
        GetPublicKeyResponse(
            keyID: Self.arn, publicKey: try await publicKey(), keySpec: .mlDSA44, keyUsage: .signVerify,
            signingAlgorithms: [.mlDSASHAKE256])
    }

    private func publicKey() async throws -> Data {
        let pem = try await ask("public_key", [:], seed) as? String ?? ""
        let base64 = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        return Data(base64Encoded: base64) ?? Data()
    }

    private func ask(_ what: String, _ parts: [String: Data], _ raw: String) async throws -> Any? {
        var task: [String: any Sendable] = ["do": what, "algorithm": "ML-DSA-44", "raw": raw]
        for (name, bytes) in parts { task[name] = bytes.base64EncodedString() }
        return try await Peers.python([task]).first
    }
}
