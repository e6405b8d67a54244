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
        let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return failure() }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return .refused("can't be read (it is no file)")
        }
        return contents(descriptor, maximumBytes)
    }

    private static func contents(_ descriptor: Int32, _ maximumBytes: Int) -> Outcome {
        var contents = Data()
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe piece.withUnsafeMutableBytes {
                unsafe Int(posixRead(descriptor, $0.baseAddress, $0.count))
            }
            guard count >= 0 else { return .refused("can't be read") }
            guard count > 0 else { return .contents(contents) }
            // What its size says may have changed since.
            guard contents.count + count <= maximumBytes else { return .refused("has more than \(maximumBytes) bytes") }
            contents += piece.prefix(count)
        }
    }

    /// `read` is the name of ours.
    private static func posixRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
        #if canImport(Darwin)
        unsafe Darwin.read(descriptor, buffer, count)
        #elseif canImport(Glibc)
        unsafe Glibc.read(descriptor, buffer, count)
        #else
        unsafe Musl.read(descriptor, buffer, count)
        #endif
    }

    private static func failure() -> Outcome {
        switch errno {
        case ENOENT, ENOTDIR: .missing
        case EACCES, EPERM: .refused("can't be read (permission denied)")
        default: .refused("can't be read")
        }
    }
}
