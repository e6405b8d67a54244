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
            try Self.checkDryRun(request.dryRun)
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
            try Self.checkDryRun(request.dryRun)
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
    ///   `KMSInvalidStateException`.
    public func getPublicKey(_ request: GetPublicKeyRequest) async throws -> GetPublicKeyResponse {
        try await answer(.getPublicKey, key: request.keyID) { lookup in
            let record = try lookup.key(request.keyID)
            try lookup.checkUsable(record)
            return GetPublicKeyResponse(
                keyID: lookup.arn(of: record), publicKey: try self.parsed(record).subjectPublicKeyInfo,
                keySpec: record.spec, keyUsage: record.usage, signingAlgorithms: record.signingAlgorithms)
        }
    }

    private func usableKey(
        _ reference: String, for algorithm: SigningAlgorithm, in lookup: Lookup
    ) throws -> (arn: String, key: any SigningKey) {
        let record = try lookup.key(reference)
        try lookup.checkUsable(record)
        try lookup.checkServes(record, algorithm)
        return (lookup.arn(of: record), try parsed(record))
    }

    /// What the parser says is left out of the error: it may quote the key.
    private func parsed(_ record: KeyRecord) throws(KMSError) -> any SigningKey {
        do {
            return try parsedKeys.key(record.privateKey, spec: record.spec)
        } catch {
            throw KMSError(
                .configuration,
                message: "the stored key \(record.id) is damaged (keys/\(record.id).json in the folder of the keys): "
                    + "its private key is not one of \(record.spec)")
        }
    }

    private static func checkDryRun(_ dryRun: Bool?) throws {
        guard dryRun ?? false else { return }
        throw KMSError(
            .dryRunOperation, message: "The request would have succeeded, but the DryRun option is set.")
    }
}
