// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The form of all files of a folder: JSON with the version of its format.
enum StoredFile {
    /// The version that is written. Version 1 is read too.
    static let version = 2

    static func encode(_ file: some Encodable) throws -> Data {
        let encoder = KMSCoding.encoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .prettyPrinted, .sortedKeys]
        return try encoder.encode(file)
    }

    // What the decoder says is left out of the errors: it may quote the file, and the file holds a private key.

    /// The version of a file, where it is one that is read.
    static func version(_ bytes: Data, _ path: String) throws(KMSError) -> Int {
        guard let found = try? KMSCoding.decoder().decode(Version.self, from: bytes).version else {
            throw KMSError.file(path, "is damaged: it is not JSON with a Version")
        }
        guard (1...version).contains(found) else {
            throw KMSError.file(path, "has the format version \(found); this version of LocalKMS reads 1 to \(version)")
        }
        return found
    }

    static func decode<File: Decodable>(_ type: File.Type, _ bytes: Data, _ path: String) throws(KMSError) -> File {
        guard let file = try? KMSCoding.decoder().decode(type, from: bytes) else {
            throw KMSError.file(path, "is damaged: a member is missing or not what it should be")
        }
        return file
    }

    private struct Version: Decodable {
        let version: Int

        enum CodingKeys: String, CodingKey { case version = "Version" }
    }
}
