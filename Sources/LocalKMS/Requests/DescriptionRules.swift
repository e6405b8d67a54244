// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What the KMS model demands of a description.
enum DescriptionRules {
    static func check(_ description: String?) throws(KMSError) {
        guard let description, description.unicodeScalars.count > 8192 else { return }
        throw .constraint(description, at: "description", "have length less than or equal to 8192")
    }
}
