// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto

/// The hashes of RFC 7518.
enum SHA2: Hashable, Sendable {
    case sha256
    case sha384
    case sha512

    /// The length of its digests.
    var digestBytes: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }
}

/// A digest of one of them, as swift-crypto wants it: it signs and verifies over its own digest types only.
enum SHA2Digest: Sendable {
    case sha256(SHA256Digest)
    case sha384(SHA384Digest)
    case sha512(SHA512Digest)

    init(of message: some Collection<UInt8>, with hash: SHA2) {
        let message = Array(message)
        self.init(of: message.span, with: hash)
    }

    init(of message: Span<UInt8>, with hash: SHA2) {
        switch hash {
        case .sha256: self = .sha256(Self.digest(message, with: SHA256.self))
        case .sha384: self = .sha384(Self.digest(message, with: SHA384.self))
        case .sha512: self = .sha512(Self.digest(message, with: SHA512.self))
        }
    }

    /// The bytes that KMS is given.
    var bytes: [UInt8] {
        switch self {
        case .sha256(let digest): Array(digest)
        case .sha384(let digest): Array(digest)
        case .sha512(let digest): Array(digest)
        }
    }

    private static func digest<Hash: HashFunction>(_ message: Span<UInt8>, with hash: Hash.Type) -> Hash.Digest {
        var hasher = Hash()
        unsafe message.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
        return hasher.finalize()
    }
}
