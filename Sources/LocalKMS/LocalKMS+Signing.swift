// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI

extension LocalKMS {
    /// Signs a message or its digest.
    ///
    /// ECDSA signatures are in DER; RSA-PSS salts are as long as the hash.
    /// See [Sign](https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `DisabledException`, `KMSInvalidStateException`,
    ///   `InvalidKeyUsageException`, `ValidationException` for a message or a digest of the wrong length, and
    ///   `DryRunOperationException` where only that was asked for.
    public func sign(_ request: SignRequest) async throws -> SignResponse {
        let key = try await answer(.sign, key: request.keyID) { lookup in
            try SigningRules.check(request)
            return try self.usableKey(request.keyID, for: request.signingAlgorithm, in: lookup)
        }
        return try await explaining(.sign, request.keyID) {
            let input = try SigningInput(
                request.message, type: request.messageType, algorithm: request.signingAlgorithm)
            try DryRun.check(request.dryRun)
            return SignResponse(
                keyID: key.arn, signature: try key.key.signature(over: input, algorithm: request.signingAlgorithm),
                signingAlgorithm: request.signingAlgorithm)
        }
    }

    /// Tells whether a signature is good, by an error where it is not.
    ///
    /// See [Verify](https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html).
    /// - Throws: ``KMSError``: `KMSInvalidSignatureException` for any signature that is not good, and what
    ///   ``sign(_:)`` throws.
    public func verify(_ request: VerifyRequest) async throws -> VerifyResponse {
        let key = try await answer(.verify, key: request.keyID) { lookup in
            try SigningRules.check(request)
            return try self.usableKey(request.keyID, for: request.signingAlgorithm, in: lookup)
        }
        return try await explaining(.verify, request.keyID) {
            let input = try SigningInput(
                request.message, type: request.messageType, algorithm: request.signingAlgorithm)
            try DryRun.check(request.dryRun)
            guard key.key.isValid(request.signature, over: input, algorithm: request.signingAlgorithm) else {
                throw KMSError(.kmsInvalidSignature, message: "The signature is not valid.")
            }
            return VerifyResponse(keyID: key.arn, signatureValid: true, signingAlgorithm: request.signingAlgorithm)
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
                throw KMSError.unsupported("\(lookup.arn(of: record)) is symmetric: it has no public key.")
            }
            try lookup.checkUsable(record)
            let algorithms = record.algorithms
            return GetPublicKeyResponse(
                keyID: lookup.arn(of: record), publicKey: try key.subjectPublicKeyInfo, keySpec: record.spec,
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
        return (lookup.arn(of: record), key)
    }
}
