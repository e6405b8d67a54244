// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension LocalKMS {
    /// Signs a message or its digest.
    ///
    /// ECDSA signatures are in DER; RSA-PSS salts are as long as the hash.
    /// See [Sign](https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `DisabledException`, `KMSInvalidStateException`,
    ///   `InvalidKeyUsageException`, `ValidationException` for a message or a digest of the wrong length, and
    ///   `DryRunOperationException` where only that was asked for.
    public func sign(_ request: SignRequest) async throws -> SignResponse {
        try await serve(.sign, request.keyID) { interference in
            let (arn, key) = try await look(.sign, interference) { lookup in
                try SigningRules.check(request)
                return try self.usableKey(request.keyID, for: request.signingAlgorithm, in: lookup)
            }
            let input = try SigningInput(
                request.message, type: request.messageType, algorithm: request.signingAlgorithm)
            try DryRun.check(request.dryRun)
            let signature = try await signature(by: key, over: input, request, interference)
            noteUse(.sign, ofKey: arn)
            return SignResponse(keyID: arn, signature: signature, signingAlgorithm: request.signingAlgorithm)
        }
    }

    private func signature(
        by key: any SigningKey, over input: SigningInput, _ request: SignRequest, _ interference: Interference
    ) async throws -> Data {
        guard let bytes = interference.integerBytes else {
            return try key.signature(over: input, algorithm: request.signingAlgorithm)
        }
        return try await key.signature(over: input, algorithm: request.signingAlgorithm, shorterIntegerOf: bytes)
    }

    /// Tells whether a signature is good, by an error where it is not.
    ///
    /// See [Verify](https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html).
    /// - Throws: ``KMSError``: `KMSInvalidSignatureException` for any signature that is not good, and what
    ///   ``sign(_:)`` throws.
    public func verify(_ request: VerifyRequest) async throws -> VerifyResponse {
        try await serve(.verify, request.keyID) { interference in
            let (arn, key) = try await look(.verify, interference) { lookup in
                try SigningRules.check(request)
                return try self.usableKey(request.keyID, for: request.signingAlgorithm, in: lookup)
            }
            let input = try SigningInput(
                request.message, type: request.messageType, algorithm: request.signingAlgorithm)
            try DryRun.check(request.dryRun)
            guard key.isValid(request.signature, over: input, algorithm: request.signingAlgorithm) else {
                throw KMSError(.kmsInvalidSignature, message: "")
            }
            noteUse(.verify, ofKey: arn)
            return VerifyResponse(keyID: arn, signatureValid: true, signingAlgorithm: request.signingAlgorithm)
        }
    }

    /// The public half of a key as DER SubjectPublicKeyInfo.
    ///
    /// See [GetPublicKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `InvalidArnException`, `DisabledException`,
    ///   `KMSInvalidStateException`, `UnsupportedOperationException` for a key that has no public half.
    public func getPublicKey(_ request: GetPublicKeyRequest) async throws -> GetPublicKeyResponse {
        try await answer(.getPublicKey, key: request.keyID) { lookup in
            try GrantTokenRules.check(request.grantTokens)
            let record = try lookup.key(request.keyID)
            guard case .pair(let key) = try self.parsed(record) else {
                throw KMSError.unsupported("\(record.arn) is symmetric: it has no public key.")
            }
            try lookup.checkUsable(record)
            let algorithms = record.algorithms
            return GetPublicKeyResponse(
                keyID: record.arn, publicKey: try key.subjectPublicKeyInfo, keySpec: record.spec,
                keyUsage: record.usage, signingAlgorithms: algorithms.signing,
                encryptionAlgorithms: algorithms.encryption, keyAgreementAlgorithms: algorithms.keyAgreement,
                customerMasterKeySpec: record.spec)
        }
    }

    private func usableKey(
        _ reference: String, for algorithm: SigningAlgorithm, in lookup: Lookup
    ) throws -> (arn: String, key: any SigningKey) {
        let record = try lookup.key(reference)
        try lookup.checkUsable(record)
        try lookup.check(record, isFor: .signVerify, serves: algorithm, record.algorithms.signing)
        guard case .pair(let key) = try parsed(record) else { throw UnexpectedKey() }
        return (record.arn, key)
    }
}
