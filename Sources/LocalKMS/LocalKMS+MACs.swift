// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI

extension LocalKMS: KMSMACClient {
    /// Makes the MAC of a message.
    ///
    /// See [GenerateMac](https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `DisabledException`, `KMSInvalidStateException`,
    ///   `InvalidKeyUsageException`, `ValidationException` for a message of the wrong length, and
    ///   `DryRunOperationException` where only that was asked for.
    public func generateMac(_ request: GenerateMacRequest) async throws -> GenerateMacResponse {
        try await answer(.generateMac, key: request.keyID) { lookup in
            try MACRules.check(request)
            let (arn, key) = try self.usableSecret(request.keyID, for: request.macAlgorithm, in: lookup)
            try DryRun.check(request.dryRun)
            let mac = try key.mac(of: request.message, algorithm: request.macAlgorithm)
            self.noteUse(.generateMac, ofKey: arn)
            return GenerateMacResponse(keyID: arn, mac: mac, macAlgorithm: request.macAlgorithm)
        }
    }

    /// Tells whether a MAC is good, by an error where it is not.
    ///
    /// See [VerifyMac](https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html).
    /// - Throws: ``KMSError``: `KMSInvalidMacException` for any MAC that is not good, and what ``generateMac(_:)``
    ///   throws.
    public func verifyMac(_ request: VerifyMacRequest) async throws -> VerifyMacResponse {
        try await answer(.verifyMac, key: request.keyID) { lookup in
            try MACRules.check(request)
            let (arn, key) = try self.usableSecret(request.keyID, for: request.macAlgorithm, in: lookup)
            try DryRun.check(request.dryRun)
            guard key.isValid(request.mac, of: request.message, algorithm: request.macAlgorithm) else {
                throw KMSError(.kmsInvalidMAC, message: "")
            }
            self.noteUse(.verifyMac, ofKey: arn)
            return VerifyMacResponse(keyID: arn, macValid: true, macAlgorithm: request.macAlgorithm)
        }
    }

    private func usableSecret(
        _ reference: String, for algorithm: MACAlgorithm, in lookup: Lookup
    ) throws -> (arn: String, key: SecretKey) {
        let record = try lookup.key(reference)
        try lookup.checkUsable(record)
        try lookup.check(record, isFor: .generateVerifyMAC, serves: algorithm, record.algorithms.mac)
        guard case .secret(let key) = try parsed(record) else { throw UnexpectedKey() }
        return (record.arn, key)
    }
}
