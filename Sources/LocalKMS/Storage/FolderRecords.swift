// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The records of a folder, while its lock is held.
final class FolderRecords: KeyRecords {
    private let root: Directory
    private let keys: Directory
    private let lock: FolderLock
    private let home: Scope
    private(set) var memory: FolderMemory
    /// Whether anything was written, or begun to be.
    private(set) var isChanged = false

    private static let keysName = "keys"
    private static let ignoreName = ".gitignore"

    /// Waits for the lock.
    ///
    /// - Parameter memory: What is remembered of the folder. It is good as long as nobody else changed anything.
    init(folder: String, home: Scope, exclusively: Bool, memory: consuming FolderMemory) throws(KMSError) {
        root = try Directory(path: folder, followsLink: true)
        if exclusively, !memory.isTidy { try Self.keepOthersOut(of: root) }
        keys = try Directory(path: folder + "/" + Self.keysName, followsLink: false)
        lock = try FolderLock(in: root, exclusively: exclusively)
        self.home = home
        let mark = lock.mark()
        let isKnown = mark != nil && mark == memory.mark
        self.memory = isKnown ? memory : FolderMemory(mark: mark)
        if exclusively, !self.memory.isTidy { try tidy() }
    }

    /// Leaves a mark in a new folder, so that what is read of it need not be forgotten.
    func prepare() throws {
        if memory.mark == nil { try mark() }
    }

    func places() throws -> [KeyPlace] {
        let stamp = try keys.stamp()
        if let places = memory.places, places.stamp == stamp { return places.value }
        let places = Set(try keys.names().compactMap { KeyFile.place(named: $0, home: home) }).sorted()
        memory.places = .init(stamp: stamp, value: places)
        return places
    }

    func key(_ place: KeyPlace) throws -> KeyRecord? {
        for name in names(of: place) {
            guard let stamp = try keys.stamp(of: name) else { continue }
            if let key = memory[name], key.stamp == stamp { return key.value }
            guard let bytes = try keys.read(name) else { continue }
            let key = try KeyFile.decode(bytes, keys.filePath(name), place: place)
            memory[name] = .init(stamp: stamp, value: key)
            return key
        }
        return nil
    }

    func deletionDates() throws -> [KeyPlace: Date] {
        if let dates = memory.deletionDates { return dates }
        // A file that can't be read is left to whoever asks for it.
        var dates: [KeyPlace: Date] = [:]
        for place in try places() where (try? mayBeDated(place)) ?? false {
            dates[place] = (try? key(place))?.deletionDate
        }
        memory.deletionDates = dates
        return dates
    }

    /// Whether a file can hold a key that is to be deleted. To decode ten thousand takes a second; to search them does not.
    private func mayBeDated(_ place: KeyPlace) throws -> Bool {
        for name in names(of: place) {
            if memory[name] != nil { return true }
            if let bytes = try keys.read(name) { return KeyFile.mayBeDated(bytes) }
        }
        return false
    }

    func aliases(in scope: Scope) throws -> [AliasName: KeyID] { try allAliases()[scope] ?? [:] }

    private func allAliases() throws -> [Scope: [AliasName: KeyID]] {
        guard let stamp = try root.stamp(of: AliasFile.name) else { return [:] }
        if let aliases = memory.aliases, aliases.stamp == stamp { return aliases.value }
        guard let bytes = try root.read(AliasFile.name) else { return [:] }
        let aliases = try AliasFile.decode(bytes, root.filePath(AliasFile.name), home: home)
        memory.aliases = .init(stamp: stamp, value: aliases)
        return aliases
    }

    func save(_ key: KeyRecord) throws {
        try mark()
        let name = KeyFile.name(of: key.place)
        memory[name] = nil
        try keys.replace(name, with: KeyFile.encode(key))
        // Written in the newer form, it is there twice: the older file is never looked at again.
        for old in names(of: key.place).dropFirst() { try removeIfThere(old) }
        if let stamp = try keys.stamp(of: name) {
            var key = key
            key.path = keys.filePath(name)
            memory[name] = .init(stamp: stamp, value: key)
        }
        memory.deletionDates?[key.place] = key.deletionDate
    }

    func remove(_ place: KeyPlace) throws {
        try mark()
        for name in names(of: place) {
            memory[name] = nil
            try removeIfThere(name)
        }
        memory.deletionDates?[place] = nil
    }

    func save(_ aliases: [AliasName: KeyID], in scope: Scope) throws {
        var all = try allAliases()
        try mark()
        all[scope] = aliases.isEmpty ? nil : aliases
        memory.aliases = nil
        try root.replace(AliasFile.name, with: AliasFile.encode(all))
        if let stamp = try root.stamp(of: AliasFile.name) { memory.aliases = .init(stamp: stamp, value: all) }
    }

    private func removeIfThere(_ name: String) throws {
        if try keys.stamp(of: name) != nil { try keys.remove(name) }
    }

    /// The names that the file of a key may have, the one that counts first.
    private func names(of place: KeyPlace) -> [String] {
        place.scope == home ? [KeyFile.name(of: place), KeyFile.firstName(of: place.id)] : [KeyFile.name(of: place)]
    }

    /// Tells all others that what they remember is no longer so, before it is.
    private func mark() throws {
        guard !isChanged else { return }
        memory.mark = try lock.replaceMark()
        isChanged = true
    }

    /// Who may write in the folder can put other keys in it. One that holds nothing but keys is made private; one that
    /// holds more, as that of a project or `/tmp`, has other users, and is never changed.
    private static func keepOthersOut(of root: borrowing Directory) throws(KMSError) {
        guard try root.isOpenToOthers(7) else { return }
        if try isOurs(root), (try? root.makePrivate()) != nil { return }
        guard try !root.isOpenToOthers(2) else {
            throw .file(
                root.path,
                "is no place for private keys: it holds other things, or is not yours, and others may write in it; name "
                    + "a folder inside it, which is made, or keep them from writing (chmod go-w)")
        }
    }

    /// Whether a folder holds nothing but keys and what belongs to them.
    private static func isOurs(_ root: borrowing Directory) throws(KMSError) -> Bool {
        let names = [keysName, AliasFile.name, FolderLock.name, ignoreName]
        return try root.names().allSatisfy { names.contains($0) || Directory.isTemporary($0) }
    }

    /// Has git ignore all of a folder.
    private static func ignore(_ folder: borrowing Directory) throws(KMSError) {
        if try folder.stamp(of: ignoreName) == nil { try folder.replace(ignoreName, with: Data("*\n".utf8)) }
    }

    /// Makes the folder of the keys what it must be: private, ignored by git, so that no key is committed, and without
    /// the leftovers of whoever was killed.
    private func tidy() throws(KMSError) {
        try keys.makePrivate()
        try Self.ignore(keys)
        // One that holds other things has files that git must not ignore.
        if try Self.isOurs(root) { try Self.ignore(root) }
        try root.removeLeftovers(among: root.names())
        try keys.removeLeftovers(among: keys.names())
        memory.isTidy = true
    }
}
