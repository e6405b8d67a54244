// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

// What KMS answers when it refuses, in words close to its own.
extension KMSError {
    static func validation(_ message: String) -> KMSError { KMSError(.validation, message: message) }

    static func unsupported(_ message: String) -> KMSError { KMSError(.unsupportedOperation, message: message) }

    /// A member whose value breaks a rule of the KMS model.
    static func constraint(_ value: String, at member: String, _ rule: String) -> KMSError {
        validation(
            "1 validation error detected: Value '\(value.printable)' at '\(member)' failed to satisfy constraint: "
                + "Member must \(rule)")
    }

    /// The same, without the value: of blobs, which AWS does not show, and of secrets.
    static func constraint(at member: String, _ rule: String) -> KMSError {
        validation(
            "1 validation error detected: Value at '\(member)' failed to satisfy constraint: Member must \(rule)")
    }

    static func keyNotFound(_ arn: String) -> KMSError {
        KMSError(.notFound, message: "Key '\(arn)' does not exist")
    }

    static func aliasNotFound(_ arn: String) -> KMSError {
        KMSError(.notFound, message: "Alias \(arn) is not found.")
    }

    static func invalidKeyID(_ reference: String) -> KMSError {
        KMSError(.notFound, message: "Invalid keyId '\(reference.printable)'")
    }

    /// A key or an alias of another Region.
    static func otherRegion(_ region: String) -> KMSError {
        KMSError(.notFound, message: "Invalid arn \(region.printable)")
    }

    static func invalidARN(_ arn: String) -> KMSError {
        KMSError(.invalidARN, message: "Invalid arn '\(arn.printable)'")
    }
}

extension String {
    /// The string as it may stand in a message: a value that a caller sent can't write control characters to a
    /// terminal or a log, nor fill it.
    var printable: String {
        let shown = unicodeScalars.prefix(200).map { $0.escaped(asASCII: true) }.joined()
        return unicodeScalars.count > 200 ? shown + "..." : shown
    }
}
