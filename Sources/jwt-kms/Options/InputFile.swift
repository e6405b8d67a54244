// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import Foundation
import JWTKMS

/// A file that the user names; it may be a pipe, such as a shell's `<(...)`.
enum InputFile {
    /// Far more than a token can carry, and less than an endless device has.
    static let maximumBytes = 1 << 20

    /// Reads a file, or standard input where it is named `-`.
    ///
    /// - Throws: `UsageError` where it can't be read or is too long; `what` says what it is.
    static func read(_ path: String, what: String) throws -> [UInt8] {
        do {
            guard path != "-" else { return try read(.standardInput) }
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? file.close() }
            return try read(file)
        } catch let error as UsageError {
            throw UsageError("\(what) \(Excerpt.of(path, limit: 256)) \(error.description)")
        } catch {
            throw UsageError("\(what) \(Excerpt.of(path, limit: 256)) can't be read")
        }
    }

    private static func read(_ file: FileHandle) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let more = try file.read(upToCount: maximumBytes + 1 - bytes.count), !more.isEmpty {
            bytes += more
            guard bytes.count <= maximumBytes else { throw UsageError("has more than \(maximumBytes) bytes") }
        }
        return bytes
    }
}
#endif
