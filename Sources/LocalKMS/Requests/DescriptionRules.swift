// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What the KMS model demands of a description.
enum DescriptionRules {
    static func check(_ description: String?) throws(KMSError) {
        if let description { try TextRules.checkLength(description, at: "description", 0...8192) }
    }
}
