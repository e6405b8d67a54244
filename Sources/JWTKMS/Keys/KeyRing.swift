// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit
import KMSAPI

/// The keys of a collection, by their names: what its one lock guards. No I/O.
struct KeyRing: Sendable {
    typealias RecordID = Int

    /// One thing that the user added.
    enum Record: Sendable {
        /// A key of KMS, by its reference.
        case reference(CachedReference)
        /// A public key alone, which is never fetched: it verifies and signs nothing.
        case publicKey(PinnedKey)
        /// A key that JWTKit holds.
        case jwtKit(JWTKitKey)
        /// Keys that come and go together.
        case set(KeySet)

        /// Whether tokens without a kid may be of it even if it is not the default key: RFC 7515 section 6 leaves it to the
        /// application which keys those are.
        var servesTokensWithoutKID: Bool {
            switch self {
            case .reference(let reference): reference.current.kid == nil
            case .publicKey(let key): key.kid == nil || key.isOnlyOfSet
            // JWTKit names a key in a token only if `sign` was given the name.
            case .jwtKit: true
            case .set(let set): set.isOneKeyOfOthers || set.members.contains { $0.kid == nil }
            }
        }

        /// Whether the user gave this one key. Those of a set come as they are.
        var isSingle: Bool {
            switch self {
            case .set: false
            case .publicKey(let key): !key.isOfSet
            case .reference, .jwtKit: true
            }
        }
    }

    private(set) var records: [RecordID: Record] = [:]
    /// Who has a name.
    private(set) var names: [KeyIdentifier: RecordID] = [:]
    private(set) var defaultID: RecordID?
    var ready = ReadyKeys()
    private var lastID = 0
    private var lastGeneration: UInt64 = 0
    /// How often a set was replaced. If it has grown since a key was not found, a second look may find the key.
    private(set) var replacements = 0
    /// A token without a kid is tried against no more keys of its algorithm than this: what is forged costs little.
    static let mostWithoutKID = 16

    var isEmpty: Bool { records.isEmpty }

    /// A number that no other binding of this ring has.
    mutating func nextGeneration() -> UInt64 {
        lastGeneration += 1
        return lastGeneration
    }

    /// Adds a key.
    ///
    /// - Throws: `KMSError` of kind `configuration` where another key has the name: never an overwrite.
    mutating func add(_ record: Record, isDefault: Bool?, now: Duration) throws(KMSError) -> RecordID {
        let names = Self.names(of: record)
        for name in names {
            if let holder = self.names[name] { _ = update(holder) { $0.dropOld(now: now) } }
            guard self.names[name] == nil else {
                throw KMSError(.configuration, message: "the collection has a key with the kid \(name) already")
            }
        }
        if names.isEmpty, record.isSingle { try checkNameless(record, isDefault) }
        lastID += 1
        records[lastID] = record
        for name in names { self.names[name] = lastID }
        if isDefault ?? (defaultID == nil) { defaultID = lastID }
        ready.drop(names)
        return lastID
    }

    /// A key without a name signs only as the default one. Others verify the tokens that have no kid.
    private func checkNameless(_ record: Record, _ isDefault: Bool?) throws(KMSError) {
        if case .reference = record, isDefault == nil, defaultID != nil {
            throw KMSError(
                .configuration,
                message: "a key without a kid signs only as the default key, and the collection has one; set isDefault "
                    + "to replace it, or to false to verify alone")
        }
        guard records.values.count(where: { $0.isSingle && Self.names(of: $0).isEmpty }) < Self.mostWithoutKID else {
            throw KMSError(
                .configuration,
                message: "the collection has \(Self.mostWithoutKID) keys without a kid already; give this one a name")
        }
    }

    /// Removes a key and its names; those of the keys that it stood for before too.
    mutating func remove(_ id: RecordID) -> Bool {
        guard let record = records.removeValue(forKey: id) else { return false }
        for name in Self.names(of: record) { names[name] = nil }
        ready.drop(Self.names(of: record))
        if defaultID == id { defaultID = nil }
        return true
    }

    /// Removes the key of this name; where that is the name of one that a key stood for before, that one alone.
    mutating func remove(_ kid: KeyIdentifier, now: Duration) -> Bool {
        guard let id = names[kid] else { return false }
        guard case .reference(let reference) = records[id], reference.current.kid != kid else { return remove(id) }
        return update(id) { $0.removePrevious(kid, now: now) } ?? false
    }

    mutating func clearDefault() {
        defaultID = nil
        ready.drop([])
    }

    /// No key is the default one; one that has no name and was added alone goes, as nothing could name it.
    mutating func removeDefault() -> Bool {
        guard let id = defaultID, let record = records[id] else { return false }
        clearDefault()
        if record.isSingle, Self.names(of: record).isEmpty { _ = remove(id) }
        return true
    }

    /// Removes the keys that were added alone and have no name.
    mutating func removeNameless() -> Int {
        let nameless = records.filter { $0.value.isSingle && Self.names(of: $0.value).isEmpty }.keys
        return nameless.filter { remove($0) }.count
    }

    /// The key of this name; the default key for none.
    func find(_ kid: KeyIdentifier?) -> RecordID? {
        guard let kid else { return defaultID }
        return names[kid]
    }

    /// The keys that a token which names this kid can mean: the one of this name; if it names none, the default key and
    /// those that serve tokens without a kid.
    func holders(of kid: KeyIdentifier?) -> [RecordID] {
        if let kid { return names[kid].map { [$0] } ?? [] }
        let ids = records.filter { $0.key != defaultID && $0.value.servesTokensWithoutKID }.keys.sorted()
        // Those that the user gave singly, of which none has to be left out for the sets of others, and first of them those that
        // no kid finds.
        func rank(_ record: Record?) -> Int {
            guard let record, record.isSingle else { return 2 }
            return Self.names(of: record).isEmpty ? 0 : 1
        }
        let order = (0...2).flatMap { place in ids.filter { rank(records[$0]) == place } }
        return Array(([defaultID].compactMap { $0 } + order).prefix(Self.mostWithoutKID))
    }

    /// Changes what is known of a reference, and its names with it.
    ///
    /// - Returns: nil where the key was removed meanwhile.
    mutating func update<Value>(_ id: RecordID, _ change: (inout CachedReference) -> Value) -> Value? {
        guard case .reference(var reference) = records[id] else { return nil }
        let (before, revision) = (reference.bindings.map(\.generation), reference.revision)
        let namesBefore = Self.names(of: .reference(reference))
        // Taken out first, so that the change is made in place.
        records[id] = nil
        let value = change(&reference)
        records[id] = .reference(reference)
        if reference.revision != revision { ready.drop(namesBefore) }
        if reference.bindings.map(\.generation) != before {
            for name in namesBefore { names[name] = nil }
            for name in Self.names(of: .reference(reference)) { names[name] = id }
        }
        return value
    }

    /// The keys of a source take the place of those that it gave before.
    ///
    /// - Returns: the names that other keys of the collection have: never an overwrite, so those are left out.
    mutating func replace(_ id: RecordID, with set: KeySet) -> [KeyIdentifier] {
        guard case .set(let before)? = records[id] else { return [] }
        replacements += 1
        var set = set
        let taken = set.members.compactMap(\.kid).filter { isTaken($0, besides: id) }
        set.members.removeAll { member in member.kid.map { taken.contains($0) } ?? false }
        let namesBefore = Self.names(of: .set(before))
        for name in namesBefore { names[name] = nil }
        records[id] = .set(set)
        let namesNow = Self.names(of: .set(set))
        for name in namesNow { names[name] = id }
        ready.drop(namesBefore + namesNow)
        return taken
    }

    /// Whether another key than this one has the name.
    func isTaken(_ kid: KeyIdentifier?, besides id: RecordID) -> Bool {
        guard let kid, let holder = names[kid] else { return false }
        return holder != id
    }

    private static func names(of record: Record) -> [KeyIdentifier] {
        switch record {
        case .reference(let reference): Array(Set(reference.bindings.compactMap(\.kid)))
        case .publicKey(let key): [key.kid].compactMap { $0 }
        case .jwtKit(let key): [key.kid].compactMap { $0 }
        case .set(let set): Array(Set(set.members.compactMap(\.kid)))
        }
    }
}

/// A public key that the user gave, or keys of one name that differ in their algorithm: no KMS knows of them.
struct PinnedKey: Sendable {
    let kid: KeyIdentifier?
    let verifiers: [LocalVerifier]
    let requirements: Requirements
    let isOfSet: Bool
    /// Whether it is the one key of its set: then tokens without a kid can only be its.
    var isOnlyOfSet = false
}

/// A key that JWTKit holds: HMAC, EdDSA, or one of ours that has no KMS key yet.
struct JWTKitKey: Sendable {
    let kid: KeyIdentifier?
    let algorithm: any JWTAlgorithm
    /// nil for the collection's.
    let parser: (any JWTParser)?
    let serializer: (any JWTSerializer)?
    let requirements: Requirements
}
