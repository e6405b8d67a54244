// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Whether a key can be read and used to sign.
struct KeyLook: Sendable {
    let reference: String
    /// The key's ARN, where KMS told it.
    var arn: String?
    var finding: Finding

    /// Asks for the public key, and for a signature that KMS does not make (`DryRun`).
    ///
    /// - Throws: `CancellationError`.
    static func look(at reference: String, _ subject: String, _ client: some KMSClient) async throws -> KeyLook {
        do {
            let key = try await client.getPublicKey(GetPublicKeyRequest(keyID: reference))
            var look = KeyLook(reference: reference, arn: key.keyID, finding: .ok(subject, ""))
            look.finding = try await signing(subject, key, client)
            return look
        } catch let error as KMSError {
            return KeyLook(
                reference: reference, finding: .failed(subject, "its public key can't be read: \(error.description)"))
        }
    }

    private static func signing(
        _ subject: String, _ key: GetPublicKeyResponse, _ client: some KMSClient
    ) async throws -> Finding {
        let shown =
            "\(Excerpt.of(key.keyID, maximumBytes: 256)), \(key.keySpec?.rawValue ?? "of a spec that KMS does not tell")"
        guard let algorithm = key.signingAlgorithms?.first else {
            return .failed(subject, "\(shown): it signs nothing; use a key that was made with KeyUsage SIGN_VERIFY")
        }
        do {
            _ = try await client.sign(request(key.keyID, algorithm))
            return .ok(subject, "\(shown): may be read and may sign (this KMS signs in a dry run too)")
        } catch let error as KMSError where error.kind == .dryRunOperation {
            return .ok(subject, "\(shown): may be read and may sign")
        } catch let error as KMSError {
            return .failed(subject, "\(shown): may be read and may not sign: \(error.description)")
        }
    }

    private static func request(_ key: String, _ algorithm: SigningAlgorithm) -> SignRequest {
        let name = algorithm.rawValue
        let digestBytes = name.hasSuffix("SHA_256") ? 32 : name.hasSuffix("SHA_384") ? 48 : 64
        // These take the message itself.
        let isRaw = name.hasPrefix("ED25519") || name.hasPrefix("ML_DSA")
        return SignRequest(
            keyID: key, message: Data(repeating: 0, count: digestBytes), messageType: isRaw ? .raw : .digest,
            signingAlgorithm: algorithm, dryRun: true)
    }
}
