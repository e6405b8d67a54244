// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// One thing that was looked at on the way to KMS, and how it is.
package struct Finding: Sendable, Equatable {
    package enum State: Sendable {
        case ok
        /// It stops nothing by itself: it was not looked at, because something before it failed or does not allow it.
        case notChecked
        case failed
    }

    package var state: State
    /// What was looked at: `Region`.
    package var subject: String
    /// How it is, and what to do where it is not well. It may hold text from outside, and no secret.
    package var text: String

    static func ok(_ subject: String, _ text: String) -> Finding { Finding(state: .ok, subject: subject, text: text) }

    static func notChecked(_ subject: String, _ why: String) -> Finding {
        Finding(state: .notChecked, subject: subject, text: why)
    }

    static func failed(_ subject: String, _ text: String) -> Finding {
        Finding(state: .failed, subject: subject, text: text)
    }
}
