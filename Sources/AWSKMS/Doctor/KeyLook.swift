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
    /// Whether it is an HMAC key, which has no public key.
    var makesMACs = false
    var finding: Finding

    /// Asks for the public key, and for a signature that KMS does not make (`DryRun`); of an HMAC key, for a MAC.
    ///
    /// - Throws: `CancellationError`.
    static func look(
        at reference: String, _ subject: String, _ client: some KMSClient & KMSMACClient & KMSKeyDirectory
    ) async throws -> KeyLook {
        do {
            let key = try await client.getPublicKey(GetPublicKeyRequest(keyID: reference))
            var look = KeyLook(reference: reference, arn: key.keyID, finding: .ok(subject, ""))
            look.finding = try await signing(subject, key, client)
            return look
        } catch let error as KMSError {
            // Of an HMAC key nobody may read what it has not.
            if [.unsupportedOperation, .accessDenied].contains(error.kind),
                let look = try await lookAtMACKey(reference, subject, client)
            {
                return look
            }
            return KeyLook(
                reference: reference, finding: .failed(subject, "its public key can't be read: \(error.description)"))
        }
    }

    /// - Returns: nil where it is no HMAC key, or can't be told to be one.
    private static func lookAtMACKey(
        _ reference: String, _ subject: String, _ client: some KMSMACClient & KMSKeyDirectory
    ) async throws -> KeyLook? {
        let described = try await described(reference, client)
        guard let key = described, let algorithm = key.macAlgorithms?.first else { return nil }
        let shown =
            "\(Excerpt.of(key.arn, maximumBytes: 256)), \(key.keySpec?.rawValue ?? "of a spec that KMS does not tell")"
        let request = GenerateMacRequest(keyID: key.arn, message: Data([0]), macAlgorithm: algorithm, dryRun: true)
        return KeyLook(
            reference: reference, arn: key.arn, makesMACs: true,
            finding: try await finding(subject, shown, may: "make MACs") { _ = try await client.generateMac(request) })
    }

    private static func described(_ reference: String, _ client: some KMSKeyDirectory) async throws -> KeyMetadata? {
        do {
            return try await client.describeKey(DescribeKeyRequest(keyID: reference)).keyMetadata
        } catch is KMSError {
            return nil
        }
    }

    /// What a dry run came to.
    private static func finding(
        _ subject: String, _ shown: String, may what: String, _ body: () async throws -> Void
    ) async throws -> Finding {
        do {
            try await body()
            return .ok(subject, "\(shown): may be read and may \(what) (this KMS does it in a dry run too)")
        } catch let error as KMSError where error.kind == .dryRunOperation {
            return .ok(subject, "\(shown): may be read and may \(what)")
        } catch let error as KMSError {
            return .failed(subject, "\(shown): may be read and may not \(what): \(error.description)")
        }
    }

    private static func signing(
        _ subject: String, _ key: GetPublicKeyResponse, _ client: some KMSClient
    ) async throws -> Finding {
        let shown =
            "\(Excerpt.of(key.keyID, maximumBytes: 256)), \(key.keySpec?.rawValue ?? "of a spec that KMS does not tell")"
        guard let algorithm = key.signingAlgorithms?.first(where: { $0 != .ed25519PHSHA512 }) else {
            return .failed(subject, "\(shown): it signs nothing; use a key that was made with KeyUsage SIGN_VERIFY")
        }
        return try await finding(subject, shown, may: "sign") {
            _ = try await client.sign(request(key.keyID, algorithm))
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
