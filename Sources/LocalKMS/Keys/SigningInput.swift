// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a key signs: a digest, for the algorithms that hash first, or the message as a whole.
enum SigningInput: Sendable {
    case digest(MessageDigest)
    case message(Data)

    /// Checks a message against its type and the algorithm, as KMS does, and hashes it where it is raw and the
    /// algorithm hashes first.
    init(_ message: Data, type: MessageType, algorithm: SigningAlgorithm) throws(KMSError) {
        switch (algorithm.hash, algorithm, type) {
        case (let hash?, _, .raw):
            self = .digest(MessageDigest(hashing: message, with: hash))
        case (let hash?, _, .digest):
            guard let digest = MessageDigest(loading: message, of: hash) else { throw .digestLength(algorithm) }
            self = .digest(digest)
        case (nil, .ed25519SHA512, .raw), (nil, .mlDSASHAKE256, .raw):
            self = .message(message)
        case (nil, .ed25519PHSHA512, .digest):
            guard message.count == HashAlgorithm.sha512.byteCount else { throw .digestLength(algorithm) }
            throw .unsupported("LocalKMS does not sign with \(algorithm): swift-crypto has no Ed25519ph.")
        case (nil, .mlDSASHAKE256, .externalMu):
            guard message.count == 64 else {
                throw .validation("Message is invalid length for message type \(type): it must have 64 bytes.")
            }
            throw .unsupported("LocalKMS does not sign an \(type): swift-crypto signs messages only.")
        case (_, _, _):
            throw .validation("MessageType \(type) is not valid for algorithm \(algorithm).")
        }
    }
}

extension KMSError {
    fileprivate static func digestLength(_ algorithm: SigningAlgorithm) -> KMSError {
        .validation("Digest is invalid length for algorithm \(algorithm).")
    }
}

extension SigningAlgorithm {
    /// The hash of the message that is signed; nil for the algorithms that take a message as a whole.
    fileprivate var hash: HashAlgorithm? {
        switch self {
        case .ecdsaSHA256, .rsassaPKCS1V15SHA256, .rsassaPSSSHA256: .sha256
        case .ecdsaSHA384, .rsassaPKCS1V15SHA384, .rsassaPSSSHA384: .sha384
        case .ecdsaSHA512, .rsassaPKCS1V15SHA512, .rsassaPSSSHA512: .sha512
        default: nil
        }
    }
}
