// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension SigningKey {
    /// A signature whose shorter integer is exactly so long, by signing until it is.
    ///
    /// - Throws: ``KMSError`` of kind `configuration` where that did not come about.
    func signature(
        over input: SigningInput, algorithm: SigningAlgorithm, shorterIntegerOf bytes: Int
    ) async throws -> Data {
        try await DispatchQueue.global(qos: .userInitiated).running {
            for _ in 0..<262_144 {
                let signature = try self.signature(over: input, algorithm: algorithm)
                guard let integers = integerLengths(signature) else { return signature }
                if min(integers.r, integers.s) == bytes { return signature }
            }
            throw KMSError(
                .configuration,
                message: "no signature of \(algorithm) came about whose shorter integer has \(bytes) bytes")
        }
    }
}

/// The lengths of the contents of `SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279 section 2.2.3), of DER that was made
/// here; nil for another signature.
private func integerLengths(_ der: Data) -> (r: Int, s: Int)? {
    let bytes = Array(der)
    // The sequence of P-521 is longer than 127 bytes, so its length has a byte more.
    guard bytes.count > 2, bytes[0] == 0x30 else { return nil }
    let start = bytes[1] == 0x81 ? 3 : 2
    guard bytes.count > start + 1, bytes[start] == 0x02 else { return nil }
    let r = Int(bytes[start + 1])
    let next = start + 2 + r
    guard bytes.count > next + 1, bytes[next] == 0x02 else { return nil }
    return (r, Int(bytes[next + 1]))
}
