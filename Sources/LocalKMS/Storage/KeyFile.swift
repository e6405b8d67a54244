// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A file with one key, named after where the key is: `ACCOUNT.REGION.ID.json`.
///
/// In format version 1 the name was `ID.json`, and neither Region nor account was kept: such a key belongs to those
/// of whoever opens the folder, as it did then, until it is changed and written anew.
enum KeyFile {
    private static let suffix = ".json"

    static func name(of place: KeyPlace) -> String {
        "\(place.scope.account).\(place.scope.region).\(place.id)\(suffix)"
    }

    static func firstName(of id: KeyID) -> String { id.description + suffix }

    /// Where the key is that a file of this name holds; nil where it is no file of a key.
    static func place(named name: String, home: Scope) -> KeyPlace? {
        guard name.hasSuffix(suffix) else { return nil }
        let parts = name.dropLast(suffix.count).split(separator: ".", omittingEmptySubsequences: false)
        guard let id = parts.last.flatMap({ KeyID($0) }) else { return nil }
        if parts.count == 1 { return KeyPlace(scope: home, id: id) }
        guard parts.count == 3, Scope.isAccount(parts[0]), Scope.isRegion(parts[1]) else { return nil }
        return KeyPlace(scope: Scope(region: String(parts[1]), account: String(parts[0])), id: id)
    }

    static func encode(_ key: KeyRecord) throws -> Data {
        try StoredFile.encode(Current(version: StoredFile.version, key: key))
    }

    /// Reads a key.
    ///
    /// - Throws: ``KMSError`` that names the file, where it is damaged or holds another key.
    static func decode(_ bytes: Data, _ path: String, place: KeyPlace) throws(KMSError) -> KeyRecord {
        var key: KeyRecord
        if let found = current(bytes) { key = found } else { key = try older(bytes, path, place) }
        guard key.place == place else { throw KMSError.file(path, "is damaged: it holds another key") }
        key.path = path
        return key
    }

    /// Whether there is a date of deletion in a file of a key.
    static func mayBeDated(_ bytes: Data) -> Bool {
        bytes.firstRange(of: Data(KeyRecord.CodingKeys.deletionDate.rawValue.utf8)) != nil
    }

    /// The key of a file of the newest version, which nearly all are; nil for all others.
    private static func current(_ bytes: Data) -> KeyRecord? {
        let file = try? KMSCoding.decoder().decode(Current.self, from: bytes)
        return file.flatMap { $0.version == StoredFile.version ? $0.key : nil }
    }

    private static func older(_ bytes: Data, _ path: String, _ place: KeyPlace) throws(KMSError) -> KeyRecord {
        switch try StoredFile.version(bytes, path) {
        case 1: try StoredFile.decode(First.self, bytes, path).key.record(in: place.scope)
        default: try StoredFile.decode(Current.self, bytes, path).key
        }
    }

    private struct Current: Codable {
        let version: Int
        let key: KeyRecord

        enum CodingKeys: String, CodingKey {
            case version = "Version"
            case key = "Key"
        }
    }

    private struct First: Decodable {
        let key: FirstKeyRecord

        enum CodingKeys: String, CodingKey { case key = "Key" }
    }
}

/// A key as format version 1 kept it.
private struct FirstKeyRecord: Decodable {
    let id: KeyID
    let spec: KeySpec
    let usage: KeyUsage
    let state: KeyState
    let creationDate: Date
    let deletionDate: Date?
    let description: String
    let tags: [Tag]
    let material: KeyMaterial

    func record(in scope: Scope) -> KeyRecord {
        KeyRecord(
            id: id, region: scope.region, account: scope.account, spec: spec, usage: usage, state: state,
            creationDate: creationDate, deletionDate: deletionDate, description: description, tags: tags,
            multiRegionKeyType: nil, material: material)
    }

    enum CodingKeys: String, CodingKey {
        case id = "KeyId"
        case spec = "KeySpec"
        case usage = "KeyUsage"
        case state = "KeyState"
        case creationDate = "CreationDate"
        case deletionDate = "DeletionDate"
        case description = "Description"
        case tags = "Tags"
        case material = "PrivateKey"
    }
}
