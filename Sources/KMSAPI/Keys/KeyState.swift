// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The state of a KMS key: `KeyState` of the KMS API. Only an enabled key signs.
///
/// An open enumeration: a value that AWS adds next year is carried, not a crash.
public struct KeyState: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// KMS's own name.
    public let rawValue: String

    /// The value that KMS calls `rawValue`, whether or not this version knows it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// KMS's own name.
    public var description: String { rawValue }

    /// `Enabled`
    public static let enabled = Self(rawValue: "Enabled")
    /// `Disabled`
    public static let disabled = Self(rawValue: "Disabled")
    /// `PendingDeletion`
    public static let pendingDeletion = Self(rawValue: "PendingDeletion")
    /// `PendingImport`
    public static let pendingImport = Self(rawValue: "PendingImport")
    /// `PendingReplicaDeletion`
    public static let pendingReplicaDeletion = Self(rawValue: "PendingReplicaDeletion")
    /// `Unavailable`
    public static let unavailable = Self(rawValue: "Unavailable")
    /// `Creating`
    public static let creating = Self(rawValue: "Creating")
    /// `Updating`
    public static let updating = Self(rawValue: "Updating")

    /// Whether the key is to be deleted: at once when its time is over, or when its replicas are gone.
    package var isPendingDeletion: Bool { self == .pendingDeletion || self == .pendingReplicaDeletion }
}
