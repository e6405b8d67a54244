// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The file with all aliases. In format version 1 neither Region nor account was kept: such aliases belong to those of
/// whoever opens the folder, until the file is written anew.
enum AliasFile {
    static let name = "aliases.json"

    static func encode(_ aliases: [Scope: [AliasName: KeyID]]) throws -> Data {
        let entries = aliases.flatMap { scope, names in
            names.map { Entry(account: scope.account, region: scope.region, name: $0.key, target: $0.value) }
        }
        return try StoredFile.encode(Content(version: StoredFile.version, aliases: entries.sorted(by: Entry.precedes)))
    }

    /// Reads the aliases.
    ///
    /// - Throws: ``KMSError`` that names the file, where it is damaged.
    static func decode(_ bytes: Data, _ path: String, home: Scope) throws(KMSError) -> [Scope: [AliasName: KeyID]] {
        let isFirst = try StoredFile.version(bytes, path) == 1
        var aliases: [Scope: [AliasName: KeyID]] = [:]
        for entry in try StoredFile.decode(Content.self, bytes, path).aliases {
            guard let scope = isFirst ? home : entry.scope else {
                throw .file(path, "is damaged: an alias has no Region and account")
            }
            guard aliases[scope, default: [:]].updateValue(entry.target, forKey: entry.name) == nil else {
                throw .file(path, "is damaged: an alias is there twice")
            }
        }
        return aliases
    }

    private struct Content: Codable {
        let version: Int
        let aliases: [Entry]

        enum CodingKeys: String, CodingKey {
            case version = "Version"
            case aliases = "Aliases"
        }
    }

    private struct Entry: Codable {
        let account: String?
        let region: String?
        let name: AliasName
        let target: KeyID

        var scope: Scope? {
            guard let region, let account else { return nil }
            return try? Scope(checking: region, account: account)
        }

        static func precedes(_ left: Entry, _ right: Entry) -> Bool {
            (left.account ?? "", left.region ?? "", left.name) < (right.account ?? "", right.region ?? "", right.name)
        }

        enum CodingKeys: String, CodingKey {
            case account = "AWSAccountId"
            case region = "Region"
            case name = "AliasName"
            case target = "TargetKeyId"
        }
    }
}
