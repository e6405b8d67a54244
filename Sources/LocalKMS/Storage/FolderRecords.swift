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
    let root: Directory
    let keys: Directory

    private static let version = 1
    private static let suffix = ".json"
    private static let aliasFile = "aliases.json"

    init(folder: String) throws(KMSError) {
        root = try Directory(path: folder, followsLink: true)
        keys = try Directory(path: folder + "/keys", followsLink: false)
    }

    func removeLeftovers() throws {
        try root.removeLeftovers(among: root.names())
        try keys.removeLeftovers(among: keys.names())
    }

    func keyIDs() throws -> [KeyID] {
        try keys.names()
            .filter { $0.hasSuffix(Self.suffix) }
            .compactMap { KeyID($0.dropLast(Self.suffix.count)) }
            .sorted()
    }

    func key(_ id: KeyID) throws -> KeyRecord? {
        guard let bytes = try keys.read(id.description + Self.suffix) else { return nil }
        let path = keys.filePath(id.description + Self.suffix)
        let key = try Self.decode(KeyFile.self, bytes, path).key
        guard key.id == id else { throw KMSError.file(path, "is damaged: it holds another key") }
        return key
    }

    func aliases() throws -> [AliasName: KeyID] {
        guard let bytes = try root.read(Self.aliasFile) else { return [:] }
        let path = root.filePath(Self.aliasFile)
        let entries = try Self.decode(AliasFile.self, bytes, path).aliases.map { ($0.name, $0.target) }
        let aliases = Dictionary(entries, uniquingKeysWith: { first, _ in first })
        guard aliases.count == entries.count else { throw KMSError.file(path, "is damaged: an alias is there twice") }
        return aliases
    }

    func save(_ key: KeyRecord) throws {
        let file = KeyFile(version: Self.version, key: key)
        try keys.replace(key.id.description + Self.suffix, with: Self.encode(file))
    }

    func remove(_ id: KeyID) throws { try keys.remove(id.description + Self.suffix) }

    func save(_ aliases: [AliasName: KeyID]) throws {
        let entries = aliases.sorted { $0.key < $1.key }.map { AliasFile.Entry(name: $0.key, target: $0.value) }
        try root.replace(Self.aliasFile, with: Self.encode(AliasFile(version: Self.version, aliases: entries)))
    }

    private static func encode(_ file: some Encodable) throws -> Data {
        let encoder = KMSCoding.encoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .prettyPrinted, .sortedKeys]
        return try encoder.encode(file)
    }

    private static func decode<File: Versioned>(_ type: File.Type, _ bytes: Data, _ path: String) throws -> File {
        // What the decoder says is left out: it may quote the file, and the file holds a private key.
        guard let version = try? KMSCoding.decoder().decode(Version.self, from: bytes).version else {
            throw KMSError.file(path, "is damaged: it is not JSON with a Version")
        }
        guard version == Self.version else {
            throw KMSError.file(
                path, "has the format version \(version); this version of LocalKMS reads \(Self.version)")
        }
        guard let file = try? KMSCoding.decoder().decode(type, from: bytes) else {
            throw KMSError.file(path, "is damaged: a member is missing or not what it should be")
        }
        return file
    }
}

private protocol Versioned: Codable {
    var version: Int { get }
}

private struct Version: Decodable {
    let version: Int

    enum CodingKeys: String, CodingKey {
        case version = "Version"
    }
}

private struct KeyFile: Versioned {
    let version: Int
    let key: KeyRecord

    enum CodingKeys: String, CodingKey {
        case version = "Version"
        case key = "Key"
    }
}

private struct AliasFile: Versioned {
    let version: Int
    let aliases: [Entry]

    struct Entry: Codable {
        let name: AliasName
        let target: KeyID

        enum CodingKeys: String, CodingKey {
            case name = "AliasName"
            case target = "TargetKeyId"
        }
    }

    enum CodingKeys: String, CodingKey {
        case version = "Version"
        case aliases = "Aliases"
    }
}
