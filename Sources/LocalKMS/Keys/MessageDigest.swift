// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A digest in the types of swift-crypto, which signs RSA over no others.
enum MessageDigest: Sendable {
    case sha256(SHA256Digest)
    case sha384(SHA384Digest)
    case sha512(SHA512Digest)

    /// The digest of a message.
    init(hashing message: Data, with hash: HashAlgorithm) {
        switch hash {
        case .sha256: self = .sha256(SHA256.hash(data: message))
        case .sha384: self = .sha384(SHA384.hash(data: message))
        case .sha512: self = .sha512(SHA512.hash(data: message))
        }
    }

    /// A digest that was computed elsewhere; nil where its length is not the hash's.
    init?(loading bytes: Data, of hash: HashAlgorithm) {
        switch hash {
        case .sha256:
            guard let digest = Self.load(bytes, over: SHA256.hash(data: Data())) else { return nil }
            self = .sha256(digest)
        case .sha384:
            guard let digest = Self.load(bytes, over: SHA384.hash(data: Data())) else { return nil }
            self = .sha384(digest)
        case .sha512:
            guard let digest = Self.load(bytes, over: SHA512.hash(data: Data())) else { return nil }
            self = .sha512(digest)
        }
    }

    /// The digest types have no public initializer, but are nothing beside their bytes: so the bytes are laid over
    /// those of another digest, and read back through the public API, in case a later version holds more.
    private static func load<D: Digest>(_ bytes: Data, over digest: D) -> D? {
        guard bytes.count == D.byteCount, MemoryLayout<D>.size == D.byteCount else { return nil }
        var digest = digest
        unsafe withUnsafeMutableBytes(of: &digest) { unsafe $0.copyBytes(from: bytes) }
        return digest.elementsEqual(bytes) ? digest : nil
    }
}
