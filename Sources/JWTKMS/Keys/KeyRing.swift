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

        /// Whether it is of a key set: then it need not be the default key to serve tokens without a kid.
        var isOfSet: Bool {
            switch self {
            case .set: true
            case .publicKey(let key): key.isOfSet
            case .reference, .jwtKit: false
            }
        }
    }

    private(set) var records: [RecordID: Record] = [:]
    /// Who has a name. No name is one too: at most one record has it.
    private(set) var names: [KeyIdentifier?: RecordID] = [:]
    private(set) var defaultID: RecordID?
    var ready = ReadyKeys()
    private var lastID = 0
    private var lastGeneration: UInt64 = 0
    /// How often a set was replaced. If it has grown since a key was not found, a second look may find the key.
    private(set) var replacements = 0

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
                let which = name.map { "with the kid \($0)" } ?? "without a kid"
                throw KMSError(.configuration, message: "the collection has a key \(which) already")
            }
        }
        if names.contains(nil), !record.isOfSet { try checkNameless(isDefault) }
        lastID += 1
        records[lastID] = record
        for name in names { self.names[name] = lastID }
        if isDefault ?? (defaultID == nil) { defaultID = lastID }
        ready.drop(names)
        return lastID
    }

    /// A key that no token can name signs only as the default one.
    private func checkNameless(_ isDefault: Bool?) throws(KMSError) {
        guard isDefault != false else {
            throw KMSError(.configuration, message: "a key without a kid must be the default key, or nothing finds it")
        }
        guard defaultID == nil || isDefault == true else {
            throw KMSError(
                .configuration,
                message:
                    "a key without a kid is the default key, and the collection has one; set isDefault to replace it"
            )
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

    /// The key of this name; the default key for none.
    func find(_ kid: KeyIdentifier?) -> RecordID? {
        guard let kid else { return defaultID }
        return names[kid]
    }

    /// The keys that a token which names this kid can mean: the one of this name; if it names none, the default key and
    /// the one without a kid.
    func holders(of kid: KeyIdentifier?) -> [RecordID] {
        let named = names[kid]
        guard kid == nil, let defaultID, defaultID != named else { return named.map { [$0] } ?? [] }
        return [defaultID] + (named.map { [$0] } ?? [])
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
    mutating func replace(_ id: RecordID, with set: KeySet) -> [KeyIdentifier?] {
        guard case .set(let before)? = records[id] else { return [] }
        replacements += 1
        var set = set
        let taken = set.members.map(\.kid).filter { isTaken($0, besides: id) }
        set.members.removeAll { taken.contains($0.kid) }
        let namesBefore = before.members.map(\.kid)
        for name in namesBefore { names[name] = nil }
        for member in set.members { names[member.kid] = id }
        records[id] = .set(set)
        ready.drop(namesBefore + set.members.map(\.kid))
        return taken
    }

    /// Whether another key than this one has the name.
    func isTaken(_ kid: KeyIdentifier?, besides id: RecordID) -> Bool {
        guard let holder = names[kid] else { return false }
        return holder != id
    }

    private static func names(of record: Record) -> [KeyIdentifier?] {
        switch record {
        case .reference(let reference): Array(Set(reference.bindings.map(\.kid)))
        case .publicKey(let key): [key.kid]
        case .jwtKit(let key): [key.kid]
        case .set(let set): Array(Set(set.members.map(\.kid)))
        }
    }
}

/// A public key that the user gave, or keys of one name that differ in their algorithm: no KMS knows of them.
struct PinnedKey: Sendable {
    let kid: KeyIdentifier?
    let verifiers: [LocalVerifier]
    let requirements: Requirements
    let isOfSet: Bool
}

/// A key that JWTKit holds: HMAC, EdDSA, or one of ours that has no KMS key yet.
struct JWTKitKey: Sendable {
    let kid: KeyIdentifier
    let algorithm: any JWTAlgorithm
    let requirements: Requirements
}
