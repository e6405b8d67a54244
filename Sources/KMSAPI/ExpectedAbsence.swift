// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Whether the caller takes "there is no such key or alias" for an answer: then it counts as no failure, in metrics and
/// spans, of whatever client is called.
package enum ExpectedAbsence {
    @TaskLocal package static var isExpected = false

    /// Whether the error says no more than what the caller reckons with.
    package static func covers(_ error: (any Error)?) -> Bool {
        isExpected && (error as? KMSError)?.kind == .notFound
    }
}
