// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Asks KMS to delete a key later.
///
/// Members carry KMS's names on the wire. See [ScheduleKeyDeletion](https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html).
public struct ScheduleKeyDeletionRequest: Codable, Sendable, Equatable {
    /// The key: key id or key ARN.
    public var keyID: String
    /// After how many days, 7 to 30; KMS takes 30 where absent.
    public var pendingWindowInDays: Int?

    /// Makes a request of these members.
    public init(keyID: String, pendingWindowInDays: Int? = nil) {
        self.keyID = keyID
        self.pendingWindowInDays = pendingWindowInDays
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case pendingWindowInDays = "PendingWindowInDays"
    }
}

extension ScheduleKeyDeletionRequest: KMSRequest {
    package typealias Response = ScheduleKeyDeletionResponse
    package static var operation: KMSOperation { .scheduleKeyDeletion }
}

/// What KMS answers to ``ScheduleKeyDeletionRequest``.
public struct ScheduleKeyDeletionResponse: Codable, Sendable, Equatable {
    /// The ARN of the key.
    public var keyID: String
    /// When the key will be deleted: seconds since 1970 on the wire.
    public var deletionDate: Date?
    /// The state of the key now.
    public var keyState: KeyState?
    /// After how many days.
    public var pendingWindowInDays: Int?

    /// Makes an answer of these members.
    public init(
        keyID: String, deletionDate: Date? = nil, keyState: KeyState? = nil, pendingWindowInDays: Int? = nil
    ) {
        self.keyID = keyID
        self.deletionDate = deletionDate
        self.keyState = keyState
        self.pendingWindowInDays = pendingWindowInDays
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case deletionDate = "DeletionDate"
        case keyState = "KeyState"
        case pendingWindowInDays = "PendingWindowInDays"
    }
}
