// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A file that only its owner may read, mode 0600.
enum PrivateFile {
    /// Writes the contents beside it and renames them: no reader finds a half.
    ///
    /// - Returns: whether that worked; else all is as before.
    static func replace(_ path: String, with contents: Data) -> Bool {
        let temporary = "\(path).\(UUID().uuidString)"
        // Made private while it is empty: nobody can have opened it by the time that it holds something.
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        // By what was opened, not by its name, which somebody may have given to another file since.
        let isWritten = write(contents, to: descriptor)
        close(descriptor)
        if isWritten, unsafe rename(temporary, path) == 0 { return true }
        unsafe unlink(temporary)
        return false
    }

    private static func write(_ contents: Data, to descriptor: Int32) -> Bool {
        var rest = contents[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe posixWrite(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return fsync(descriptor) == 0
    }

    /// `write` is the name of ours.
    private static func posixWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Darwin)
        unsafe Darwin.write(descriptor, buffer, count)
        #elseif canImport(Glibc)
        unsafe Glibc.write(descriptor, buffer, count)
        #else
        unsafe Musl.write(descriptor, buffer, count)
        #endif
    }
}
