// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import KMSAPI

/// A KMS in this process that does nothing but its one key: what `sign` costs beyond it is the library's.
struct InProcessKMS: KMSClient {
    let arn = "arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555"
    let publicKey: Data
    let privateKey: P256.Signing.PrivateKey?

    func sign(_ request: SignRequest) async throws -> SignResponse {
        guard let privateKey else { throw KMSError(.unsupportedOperation, message: "no private key") }
        // KMS is given the digest, and swift-crypto signs none but its own: here it is made anew by hashing the
        // digest, which costs what hashing the message would have.
        let signature = try privateKey.signature(for: DigestBytes(request.message))
        return SignResponse(
            keyID: arn, signature: signature.derRepresentation, signingAlgorithm: request.signingAlgorithm)
    }

    func verify(_ request: VerifyRequest) async throws -> VerifyResponse {
        throw KMSError(.unsupportedOperation, message: "not measured")
    }

    func getPublicKey(_ request: GetPublicKeyRequest) async throws -> GetPublicKeyResponse {
        GetPublicKeyResponse(keyID: arn, publicKey: publicKey)
    }
}

/// A SHA-256 digest that was made elsewhere.
struct DigestBytes: Digest {
    static var byteCount: Int { 32 }
    private let bytes: [UInt8]

    init(_ data: Data) { bytes = Array(data) }

    func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try bytes.withUnsafeBytes(body)
    }

    func makeIterator() -> Array<UInt8>.Iterator { bytes.makeIterator() }
    static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }
    func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
    var description: String { "SHA256 digest" }
}
