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

/// A file that is read whole, and no more of it than is allowed. A pipe or a device is none: it may never answer.
enum RegularFile {
    /// What came of it.
    enum Outcome: Sendable {
        case contents(Data)
        case missing
        /// Why not, in words that follow the file's name.
        case refused(String)
    }

    static func read(_ path: String, maximumBytes: Int) -> Outcome {
        // The system would read another file: the one before the NUL.
        guard !path.utf8.contains(0) else { return .refused("is no name of a file") }
        let file = FileDescriptor(unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC))
        guard file.value >= 0 else { return failure() }
        var status = stat()
        guard unsafe fstat(file.value, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return .refused("can't be read (it is no file)")
        }
        // One more than is allowed tells that there are too many: what its size says may have changed since.
        guard let contents = file.readToEnd(atMost: maximumBytes + 1) else { return .refused("can't be read") }
        guard contents.count <= maximumBytes else { return .refused("has more than \(maximumBytes) bytes") }
        return .contents(contents)
    }

    private static func failure() -> Outcome {
        switch errno {
        case ENOENT, ENOTDIR: .missing
        case EACCES, EPERM: .refused("can't be read (permission denied)")
        default: .refused("can't be read")
        }
    }
}
