// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// Asks when a key was last used, and for what.
///
/// Members carry KMS's names on the wire. See [GetKeyLastUsage](https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html).
package struct GetKeyLastUsageRequest: Codable, Sendable, Equatable {
    /// The key: key id or key ARN.
    package var keyID: String

    /// Makes a request of these members.
    package init(keyID: String) {
        self.keyID = keyID
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
    }
}

extension GetKeyLastUsageRequest: KMSRequest {
    package typealias Response = GetKeyLastUsageResponse
    package static var operation: KMSOperation { .getKeyLastUsage }
}

/// What KMS answers to ``GetKeyLastUsageRequest``.
package struct GetKeyLastUsageResponse: Codable, Sendable, Equatable {
    /// The ARN of the key.
    package var keyID: String?
    /// The last use since tracking began; empty if there was none.
    package var keyLastUsage: KeyLastUsage?
    /// Since when uses are recorded: seconds since 1970 on the wire.
    package var trackingStartDate: Date?
    /// When the key was created: seconds since 1970 on the wire.
    package var keyCreationDate: Date?

    /// Makes an answer of these members.
    package init(
        keyID: String? = nil, keyLastUsage: KeyLastUsage? = nil, trackingStartDate: Date? = nil,
        keyCreationDate: Date? = nil
    ) {
        self.keyID = keyID
        self.keyLastUsage = keyLastUsage
        self.trackingStartDate = trackingStartDate
        self.keyCreationDate = keyCreationDate
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case keyLastUsage = "KeyLastUsage"
        case trackingStartDate = "TrackingStartDate"
        case keyCreationDate = "KeyCreationDate"
    }
}

/// The last successful use of a key.
///
/// See [KeyLastUsageData](https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyLastUsageData.html).
package struct KeyLastUsage: Codable, Sendable, Equatable {
    /// The operation, such as `Sign`.
    package var operation: String?
    /// When it was: seconds since 1970 on the wire.
    package var timestamp: Date?

    /// Makes a usage of these members.
    package init(operation: String? = nil, timestamp: Date? = nil) {
        self.operation = operation
        self.timestamp = timestamp
    }

    private enum CodingKeys: String, CodingKey {
        case operation = "Operation"
        case timestamp = "Timestamp"
    }
}
