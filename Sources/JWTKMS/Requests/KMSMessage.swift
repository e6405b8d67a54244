// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What KMS is given of a signing input: its digest, unless the key's options say that the KMS takes messages only.
struct KMSMessage {
    let bytes: [UInt8]
    let type: MessageType

    /// - Throws: `KMSError` of kind `messageTooLong` where KMS would refuse the message for its size: told here, with
    ///   no call.
    init(
        _ input: some Collection<UInt8>, digest: SHA2Digest, options: KeyOptions, operation: KMSOperation
    ) throws(KMSError) {
        guard !options.sendsDigest else {
            (bytes, type) = (digest.bytes, .digest)
            return
        }
        guard input.count <= Self.maximumRawBytes else {
            throw KMSError(
                .messageTooLong,
                message: "the signing input has \(input.count) bytes, \(input.count - Self.maximumRawBytes) more than "
                    + "KMS takes as a whole message; with sendsDigest there is no such limit",
                operation: operation)
        }
        (bytes, type) = (Array(input), .raw)
    }

    /// `Message` of Sign and Verify, bytes.
    static let maximumRawBytes = 4096
}
