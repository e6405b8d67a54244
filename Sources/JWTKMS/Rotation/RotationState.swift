// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What KMS says of a rotation's keys at one time.
public struct RotationState: Sendable, Hashable {
    /// One key.
    public struct Key: Sendable, Hashable {
        /// The bare key id.
        public var keyID: String
        /// Its type.
        public var keySpec: KeySpec
        /// What it may be used for.
        public var keyUsage: KeyUsage
        /// Whether it can be used.
        public var keyState: KeyState
        /// When KMS made it.
        public var creationDate: Date
        /// What the rotation wrote on it.
        public var marks: RotationMarks

        /// A key of these members.
        public init(
            keyID: String, keySpec: KeySpec, keyUsage: KeyUsage = .signVerify, keyState: KeyState = .enabled,
            creationDate: Date, marks: RotationMarks = .init()
        ) {
            self.keyID = keyID
            self.keySpec = keySpec
            self.keyUsage = keyUsage
            self.keyState = keyState
            self.creationDate = creationDate
            self.marks = marks
        }
    }

    /// The key that signs.
    public var current: Key
    /// The key that is published and does not sign yet.
    public var next: Key?
    /// What the aliases of the keys before name, by their number: nil where there is a gap.
    public var previous: [Key?]
    /// The key that is being revoked; nil where none is.
    public var revoked: Key?
    /// Keys that were made for this rotation and never published: what runs left that were broken off.
    public var unpublished: [Key]

    /// A state of these keys.
    public init(
        current: Key, next: Key? = nil, previous: [Key?] = [], revoked: Key? = nil, unpublished: [Key] = []
    ) {
        self.current = current
        self.next = next
        self.previous = previous
        self.revoked = revoked
        self.unpublished = unpublished
    }

    /// All keys, those that aliases name and those that none does.
    var keys: [Key] { namedKeys + unpublished }

    /// The key that an alias names, or that none does, by its id.
    package func key(_ keyID: String) -> Key? { keys.first { $0.keyID == keyID } }

    /// The ids of the keys that aliases name.
    var named: Set<String> { Set(namedKeys.map(\.keyID)) }

    /// The keys that sign, will or have, each once.
    var used: [Key] {
        let next = next.flatMap { $0.keyID == current.keyID ? nil : $0 }
        return [current] + [next].compactMap { $0 } + keysBefore.filter { $0.keyID != next?.keyID }
    }

    private var namedKeys: [Key] { ([current, next, revoked] + previous).compactMap { $0 } }

    /// The keys before, each once, without those that sign or will: a promotion that was broken off leaves doubles.
    package var keysBefore: [Key] {
        var keys: [Key] = []
        for case let key? in previous
        where key.keyID != current.keyID && !keys.contains(where: { $0.keyID == key.keyID }) { keys.append(key) }
        return keys
    }
}

/// What happened to a key and when, as tags of the key in KMS: so that whoever rotates next knows it.
public struct RotationMarks: Sendable, Hashable {
    /// When it was found to be published as the next one.
    public var announced: Date?
    /// When it was found to sign.
    public var promoted: Date?
    /// When another was found to sign in its place.
    public var demoted: Date?

    /// Marks of these times.
    public init(announced: Date? = nil, promoted: Date? = nil, demoted: Date? = nil) {
        self.announced = announced
        self.promoted = promoted
        self.demoted = demoted
    }
}
