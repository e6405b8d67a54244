// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the KMS model demands of the length of bytes.
enum BlobRules {
    static func checkLength(_ bytes: Data, at member: String, atMost limit: Int) throws(KMSError) {
        guard !bytes.isEmpty else {
            throw .constraint(at: member, "have length greater than or equal to 1")
        }
        guard bytes.count <= limit else {
            throw .constraint(at: member, "have length less than or equal to \(limit)")
        }
    }
}
