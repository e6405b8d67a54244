// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A private key of some family, parsed and ready to sign.
protocol SigningKey: Sendable {
    /// The key as PKCS #8.
    var material: KeyMaterial { get throws }
    /// The public half as DER SubjectPublicKeyInfo (RFC 5280).
    var subjectPublicKeyInfo: Data { get throws }
    /// Signs, with an algorithm that the key's ``KeyFamily`` lists.
    func signature(over input: SigningInput, algorithm: SigningAlgorithm) throws -> Data
    /// Whether a signature is good; false for garbage too.
    func isValid(_ signature: Data, over input: SigningInput, algorithm: SigningAlgorithm) -> Bool
}
