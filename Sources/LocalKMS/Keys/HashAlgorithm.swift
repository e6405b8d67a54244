// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The hash of a signing algorithm.
enum HashAlgorithm: Int, Sendable {
    case sha256 = 32
    case sha384 = 48
    case sha512 = 64

    /// The length of its digests.
    var byteCount: Int { rawValue }
}
