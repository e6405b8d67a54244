// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What KMS is given of a signing input: its digest, unless the algorithm takes the message as a whole, or the key's
/// options say that the KMS takes messages only.
struct KMSMessage {
    let bytes: [UInt8]
    let type: MessageType

    /// - Parameter digest: the input's digest; nil where the algorithm takes the message as a whole.
    /// - Throws: `KMSError` of kind `messageTooLong` where KMS would refuse the message for its size: told here, with
    ///   no call.
    init(
        _ input: some Collection<UInt8>, digest: SHA2Digest?, algorithm: JWSAlgorithm, options: KeyOptions, arn: String,
        operation: KMSOperation
    ) throws(KMSError) {
        if let digest, options.sendsDigest {
            (bytes, type) = (digest.bytes, .digest)
            return
        }
        guard input.count <= Self.maximumRawBytes else {
            throw KMSError(
                .messageTooLong,
                message:
                    "the signing input has \(input.count) bytes, \(input.count - Self.maximumRawBytes) more than the "
                    + "\(Self.maximumRawBytes) that KMS takes as a whole message; "
                    + (digest == nil ? Self.others(than: algorithm) : "with sendsDigest there is no such limit"),
                operation: operation, keyReference: arn)
        }
        (bytes, type) = (Array(input), .raw)
    }

    /// `Message` of Sign, Verify, GenerateMac and VerifyMac, bytes.
    static let maximumRawBytes = 4096

    private static func others(than algorithm: JWSAlgorithm) -> String {
        let names = JWSAlgorithm.all.filter { $0.maximumSigningInputBytes == nil }.map(\.name)
        return "\(algorithm) signs nothing else, and \(names.joined(separator: ", ")) have no such limit"
    }
}
