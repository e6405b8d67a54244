// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

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
        let file = FileDescriptor(
            unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600))
        guard file.value >= 0 else { return false }
        // By what was opened, not by its name, which somebody may have given to another file since.
        let isWritten = file.write(contents) && fsync(file.value) == 0
        if isWritten, unsafe rename(temporary, path) == 0 { return true }
        unsafe unlink(temporary)
        return false
    }
}
