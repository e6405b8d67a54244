// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// What signing and verifying need of a KMS: three operations and nothing else.
///
/// The seam exists so that a team which already has an AWS SDK, a proxy or a test double keeps it: conform it to
/// this protocol and `JWTKMS` never imports another client. ``SignRequest`` and its sisters carry the members of
/// the KMS API under KMS's own names.
///
/// ```swift
/// struct SDKClient: KMSClient {
///     let kms: SomeSDK.KMSClient
///
///     func sign(_ request: SignRequest) async throws -> SignResponse {
///         do {
///             let answer = try await kms.sign(keyId: request.keyID, message: request.message,
///                 messageType: "DIGEST", signingAlgorithm: request.signingAlgorithm.rawValue)
///             return SignResponse(keyID: answer.keyId, signature: answer.signature,
///                 signingAlgorithm: request.signingAlgorithm)
///         } catch let error as SomeSDK.KMSFailure {
///             throw KMSError(.init(code: error.code), message: error.message, operation: .sign)
///         }
///     }
///     // verify and getPublicKey likewise
/// }
/// ```
///
/// Every function throws ``KMSError`` when KMS refuses or can't be reached, and `CancellationError` when the
/// task is cancelled.
public protocol KMSClient: Sendable {
    /// Signs a message or its digest with a private key that stays in KMS.
    ///
    /// See [Sign](https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html).
    /// - Throws: ``KMSError`` with KMS's code when the key can't sign this, or ours when KMS could not be asked.
    func sign(_ request: SignRequest) async throws -> SignResponse

    /// Asks KMS whether a signature is good.
    ///
    /// A bad signature is ``KMSError/Kind/kmsInvalidSignature`` on AWS; some emulators answer
    /// ``VerifyResponse/signatureValid`` `false` instead. Both mean the same.
    /// See [Verify](https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html).
    /// - Throws: ``KMSError``, also where the signature is bad.
    func verify(_ request: VerifyRequest) async throws -> VerifyResponse

    /// The public half of a key pair, and what the key may be used for.
    ///
    /// See [GetPublicKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html).
    /// - Throws: ``KMSError``.
    func getPublicKey(_ request: GetPublicKeyRequest) async throws -> GetPublicKeyResponse
}
