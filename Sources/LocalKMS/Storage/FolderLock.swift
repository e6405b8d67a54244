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

/// A lock on a folder, shared to look and exclusive to change, which is given back when its owner goes. Processes and
/// the callers of one process keep each other out alike: the lock (`flock`) is that of one open file.
///
/// The file holds a mark, which every change replaces before it begins: who finds the mark that he left knows that
/// nobody else changed the folder since.
struct FolderLock: ~Copyable {
    private let file: FileDescriptor
    private let path: String
    static let name = "lock"

    /// How often the lock is tried, and how long is waited in between at most, microseconds: some 10 seconds in all.
    private static let tries = 1_000
    private static let longestPause: UInt32 = 10_000

    /// Waits for the lock, on a thread that may wait. Whoever works with the folder has it for less than a millisecond.
    ///
    /// - Throws: ``KMSError`` where another has it for 10 seconds.
    init(in folder: borrowing Directory, exclusively: Bool) throws(KMSError) {
        let file = try folder.openLock(Self.name)
        let path = folder.filePath(Self.name)
        var pause: UInt32 = 50
        for attempt in 0... {
            if flock(file.value, (exclusively ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 { break }
            guard errno == EWOULDBLOCK || errno == EINTR else { throw .file(path, "can't be locked", errno) }
            guard attempt < Self.tries else {
                throw .file(path, "is held by another process for 10 seconds now; end it")
            }
            usleep(pause)
            pause = min(2 * pause, Self.longestPause)
        }
        self.path = path
        self.file = file
    }

    /// The mark of the last change; nil where there was none yet.
    func mark() -> FolderMark? {
        var bytes = [UInt8](repeating: 0, count: FolderMark.byteCount)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(file.value, $0.baseAddress, $0.count, 0) }
        return count == bytes.count ? FolderMark(bytes: bytes) : nil
    }

    /// Writes a mark that never was. Only under an exclusive lock.
    func replaceMark() throws(KMSError) -> FolderMark {
        let mark = FolderMark()
        let count = unsafe mark.bytes.withUnsafeBytes { unsafe pwrite(file.value, $0.baseAddress, $0.count, 0) }
        guard count == mark.bytes.count else { throw .file(path, "can't be written", errno) }
        return mark
    }
}

/// 16 random bytes.
struct FolderMark: Equatable, Sendable {
    static let byteCount = 16
    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    init() {
        var generator = SystemRandomNumberGenerator()
        bytes = (0..<Self.byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
