// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto

/// An ML-DSA public key that verifies. A protocol, because CryptoKit's types need a newer macOS than this package does.
protocol MLDSAKey: Sendable {
    func isValid(_ signature: [UInt8], over message: [UInt8]) -> Bool
}

@available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, macCatalyst 26, *)
extension MLDSA65.PublicKey: MLDSAKey {
    func isValid(_ signature: [UInt8], over message: [UInt8]) -> Bool { isValidSignature(signature, for: message) }
}

@available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, macCatalyst 26, *)
extension MLDSA87.PublicKey: MLDSAKey {
    func isValid(_ signature: [UInt8], over message: [UInt8]) -> Bool { isValidSignature(signature, for: message) }
}

extension MLDSAParameters {
    /// Whether such keys can verify in this process: swift-crypto has no ML-DSA-44.
    var verifiesHere: Bool {
        guard #available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, macCatalyst 26, *) else { return false }
        return self != .mlDSA44
    }

    /// The key of these bytes; nil where no such key can verify here.
    func key(_ bytes: [UInt8]) throws -> (any MLDSAKey)? {
        guard #available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, macCatalyst 26, *) else { return nil }
        return switch self {
        case .mlDSA44: nil
        case .mlDSA65: try MLDSA65.PublicKey(rawRepresentation: bytes)
        case .mlDSA87: try MLDSA87.PublicKey(rawRepresentation: bytes)
        }
    }
}
