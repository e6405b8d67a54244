// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What KMS demands of tags: https://docs.aws.amazon.com/kms/latest/developerguide/tagging-keys.html
enum TagRules {
    /// As many as a key may have.
    static let limit = 50

    static func check(_ tags: [Tag]) throws(KMSError) {
        for (index, tag) in tags.enumerated() {
            let member = "tags.\(index + 1).member"
            try checkKey(tag.tagKey, at: "\(member).tagKey")
            guard tag.tagValue.unicodeScalars.count <= 256 else {
                throw .constraint(tag.tagValue, at: "\(member).tagValue", "have length less than or equal to 256")
            }
            guard tag.tagValue.unicodeScalars.allSatisfy(isAllowed) else { throw invalid("Invalid tag") }
        }
        guard Set(tags.map { Array($0.tagKey.utf8) }).count == tags.count else {
            throw invalid("Duplicate tag keys")
        }
    }

    /// The tags of a new key.
    static func checkAll(_ tags: [Tag]) throws(KMSError) {
        try check(tags)
        guard tags.count <= limit else { throw invalid("Too many tags") }
    }

    /// - Parameter member: the place of the tag key in the request, as KMS names it.
    static func checkKey(_ key: String, at member: String) throws(KMSError) {
        try TextRules.checkLength(key, at: member, 1...128)
        guard key.unicodeScalars.allSatisfy(isAllowed) else { throw invalid("Invalid tag") }
        guard !key.lowercased().utf8.starts(with: "aws:".utf8) else {
            throw invalid("Tags beginning with aws: are reserved")
        }
    }

    static func checkCount(_ count: Int) throws(KMSError) {
        guard count <= limit else {
            throw KMSError(.limitExceeded, message: "A key has at most \(limit) tags.")
        }
    }

    private static func invalid(_ message: String) -> KMSError { KMSError(.tag, message: message) }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isAlphabetic || scalar.properties.numericType != nil { return true }
        switch scalar.properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: return true
        default: return "_.:/=+-@".unicodeScalars.contains(scalar)
        }
    }
}
