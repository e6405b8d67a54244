// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// What tokens of HMAC keys need of a KMS: two operations and nothing else.
///
/// It is apart from ``KMSClient``, so that a client of your own writes only what it is used for. Every function throws
/// ``KMSError`` when KMS refuses or can't be reached, and `CancellationError` when the task is cancelled.
public protocol KMSMACClient: Sendable {
    /// Makes the MAC of a message with a secret that stays in KMS.
    ///
    /// See [GenerateMac](https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html).
    /// - Throws: ``KMSError`` with KMS's code when the key can't do this, or ours when KMS could not be asked.
    func generateMac(_ request: GenerateMacRequest) async throws -> GenerateMacResponse

    /// Asks KMS whether a MAC is good.
    ///
    /// A bad MAC is ``KMSError/Kind/kmsInvalidMAC`` on AWS; some emulators answer ``VerifyMacResponse/macValid``
    /// `false` instead. Both mean the same.
    /// See [VerifyMac](https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html).
    /// - Throws: ``KMSError``, also where the MAC is bad.
    func verifyMac(_ request: VerifyMacRequest) async throws -> VerifyMacResponse
}
