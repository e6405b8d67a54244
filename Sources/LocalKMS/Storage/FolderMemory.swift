// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What was read of a folder and need not be read again: all of it is forgotten when another changed the folder, and
/// each file by itself when it is not the one that was read, so that a file which somebody edits is seen.
struct FolderMemory: Sendable {
    struct Remembered<Value: Sendable>: Sendable {
        let stamp: FileStamp
        let value: Value
    }

    /// The mark of the change that is known; nil where none is.
    var mark: FolderMark?
    /// Where all keys are, by the stamp of their folder.
    var places: Remembered<[KeyPlace]>?
    var aliases: Remembered<[Scope: [AliasName: KeyID]]>?
    var deletionDates: [KeyPlace: Date]?
    /// Whether nothing lies about of one who was killed in the middle of a change: he had left his mark before.
    var isTidy = false
    private var keys: [String: Remembered<KeyRecord>] = [:]

    /// A record is a few kilobytes.
    private static let capacity = 4096

    /// Nothing, as it is after a change.
    init(mark: FolderMark? = nil) { self.mark = mark }

    /// A key, by the name of its file.
    subscript(name: String) -> Remembered<KeyRecord>? {
        get { keys[name] }
        set {
            if keys.count >= Self.capacity, newValue != nil, keys[name] == nil { keys.removeAll() }
            keys[name] = newValue
        }
    }
}
