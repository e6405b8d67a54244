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

/// An open folder of private files. Its files are named relative to it, so it can't be swapped between two calls;
/// symbolic links inside it are never followed.
struct Directory: ~Copyable {
    let path: String
    private let descriptor: Int32

    /// A file of a key is a few kilobytes, one of aliases a hundred bytes for each.
    private static let largestFile = 16 << 20

    /// Opens a folder, which is made (mode 0700) where it is missing.
    ///
    /// - Parameter followsLink: Whether the folder itself may be a symbolic link.
    init(path: String, followsLink: Bool) throws(KMSError) {
        self.path = path
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (followsLink ? 0 : O_NOFOLLOW)
        var descriptor = unsafe open(path, flags)
        if descriptor < 0, errno == ENOENT {
            try Self.make(path)
            descriptor = unsafe open(path, flags)
        }
        guard descriptor >= 0 else { throw .file(path, "can't be opened as a folder", errno) }
        self.descriptor = descriptor
    }

    /// Makes a folder, and sees to it that it is still there when the power fails.
    private static func make(_ path: String) throws(KMSError) {
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .file(path, "can't be made", errno) }
        let parent = FileDescriptor(unsafe open(path + "/..", O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        guard parent.value >= 0, fsync(parent.value) == 0 else {
            throw .file(path, "can't be written to disk", errno)
        }
    }

    deinit { close(descriptor) }

    /// Whether others may do what these bits say: 2 to write, 7 for anything.
    func isOpenToOthers(_ bits: mode_t) throws(KMSError) -> Bool {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .file(path, "can't be read", errno) }
        return status.st_mode & (bits << 3 | bits) != 0
    }

    /// Takes away what others may do with the folder.
    func makePrivate() throws(KMSError) {
        guard fchmod(descriptor, 0o700) == 0 else { throw .file(path, "can't be made private", errno) }
    }

    /// Opens a file to lock it, which is made where it is missing.
    func openLock(_ name: String) throws(KMSError) -> FileDescriptor {
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
        let file = FileDescriptor(unsafe openat(descriptor, name, flags, 0o600))
        guard file.value >= 0 else { throw .file(filePath(name), "can't be opened", errno) }
        return file
    }

    /// The stamp of the folder, which is another one when a file is added or removed.
    func stamp() throws(KMSError) -> FileStamp {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .file(path, "can't be read", errno) }
        return FileStamp(status)
    }

    /// The stamp of a file; nil where there is none.
    func stamp(of name: String) throws(KMSError) -> FileStamp? {
        var status = stat()
        guard unsafe fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return nil }
            throw .file(filePath(name), "can't be read", errno)
        }
        return FileStamp(status)
    }

    /// The bytes of a file; nil where there is none.
    func read(_ name: String) throws(KMSError) -> Data? {
        // O_NONBLOCK: a pipe that somebody put there must not hold the reader.
        let file = FileDescriptor(unsafe openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK))
        guard file.value >= 0 else {
            if errno == ENOENT { return nil }
            throw .file(filePath(name), "can't be opened", errno)
        }
        var status = stat()
        guard unsafe fstat(file.value, &status) == 0 else { throw .file(filePath(name), "can't be read", errno) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.largestFile else {
            throw .file(filePath(name), "is not a file of LocalKMS")
        }
        guard let bytes = file.readToEnd(atMost: Self.largestFile) else {
            throw .file(filePath(name), "can't be read", errno)
        }
        return bytes
    }

    /// Puts a file of mode 0600 in the place of the one of this name, if there is one: whoever reads, and whoever
    /// comes after a crash, finds the one or the other, and never a half.
    ///
    /// - Throws: ``KMSError``: of kind `limitExceeded` where the file would be longer than one that is read.
    func replace(_ name: String, with bytes: Data) throws(KMSError) {
        guard bytes.count <= Self.largestFile else {
            throw KMSError(.limitExceeded, message: "\(filePath(name)) would be longer than \(Self.largestFile) bytes")
        }
        let temporary = Self.temporaryPrefix + UUID().uuidString
        do throws(KMSError) {
            try create(temporary, bytes)
            guard unsafe renameat(descriptor, temporary, descriptor, name) == 0 else {
                throw .file(filePath(name), "can't be replaced", errno)
            }
        } catch {
            unsafe unlinkat(descriptor, temporary, 0)
            throw error
        }
        guard fsync(descriptor) == 0 else { throw .file(path, "can't be written to disk", errno) }
    }

    private func create(_ name: String, _ bytes: Data) throws(KMSError) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let file = FileDescriptor(unsafe openat(descriptor, name, flags, 0o600))
        guard file.value >= 0 else { throw .file(filePath(name), "can't be made", errno) }
        guard file.write(bytes), fsync(file.value) == 0 else { throw .file(filePath(name), "can't be written", errno) }
    }

    /// Removes a file; one that is not there is no error.
    func remove(_ name: String) throws(KMSError) {
        guard unsafe unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else {
            throw .file(filePath(name), "can't be removed", errno)
        }
        guard fsync(descriptor) == 0 else { throw .file(path, "can't be written to disk", errno) }
    }

    /// The names of all files.
    func names() throws(KMSError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw KMSError(.configuration, message: "\(path) can't be listed", underlying: error)
        }
    }

    /// Removes what a process left that ended in the middle of ``replace(_:with:)``. Only under an exclusive lock.
    func removeLeftovers(among names: [String]) throws(KMSError) {
        for name in names where Self.isTemporary(name) { try remove(name) }
    }

    /// Whether a name is that of a file on its way to another.
    static func isTemporary(_ name: String) -> Bool { name.hasPrefix(temporaryPrefix) }

    func filePath(_ name: String) -> String { path + "/" + name }

    private static let temporaryPrefix = ".new-"
}
