// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a key signs: a digest, for the algorithms that hash first.
///
/// Algorithms that take the message as a whole (Ed25519, ML-DSA) become a second case.
enum SigningInput: Sendable {
    case digest(MessageDigest)

    /// Checks a message against its type and the algorithm, as KMS does, and hashes it where it is raw.
    init(_ message: Data, type: MessageType, algorithm: SigningAlgorithm) throws(KMSError) {
        guard let hash = algorithm.hash else { throw .unsupported("LocalKMS does not sign with \(algorithm).") }
        switch type {
        case .raw:
            self = .digest(MessageDigest(hashing: message, with: hash))
        case .digest:
            guard let digest = MessageDigest(loading: message, of: hash) else {
                throw .validation("Digest is invalid length for algorithm \(algorithm).")
            }
            self = .digest(digest)
        default:
            throw .validation("MessageType \(type) is not valid for algorithm \(algorithm).")
        }
    }
}

extension SigningAlgorithm {
    /// The hash of the message that is signed; nil for the algorithms that LocalKMS does not know.
    var hash: HashAlgorithm? {
        switch self {
        case .ecdsaSHA256, .rsassaPKCS1V15SHA256, .rsassaPSSSHA256: .sha256
        case .ecdsaSHA384, .rsassaPKCS1V15SHA384, .rsassaPSSSHA384: .sha384
        case .ecdsaSHA512, .rsassaPKCS1V15SHA512, .rsassaPSSSHA512: .sha512
        default: nil
        }
    }
}
