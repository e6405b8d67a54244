// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

extension KMSError {
    /// The same error as one of credentials: what was being done, and the code that the service gave.
    ///
    /// - Parameter secrets: what was sent. A code or a message that repeats one of them is not shown.
    func ofCredentials(_ doing: String, hiding secrets: [String]) -> KMSError {
        let said = Self.ownKinds.contains(kind) ? [message] : [kind.code, message]
        let cause = said.map { text in
            secrets.contains { !$0.isEmpty && text.contains($0) }
                ? "the answer repeats a secret, so it is not shown" : text
        }.joined(separator: ": ")
        return KMSError(
            .credentials, message: "\(doing): \(cause)", requestID: requestID, kmsStatus: kmsStatus,
            isRetryable: isRetryable, underlying: underlying)
    }

    /// Kinds that the message tells without their names.
    private static let ownKinds: Set<Kind> = [.credentials, .configuration, .transport, .timeout, .malformedResponse]
}
