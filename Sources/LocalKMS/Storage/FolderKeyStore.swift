// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import KMSAPI
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Keys in a folder, which several processes may share: every call holds a lock on the folder, and what is remembered
/// from one call to the next is good only while nobody else changed it.
///
///     FOLDER/                            0700
///         lock                           0600, the mark of the last change
///         aliases.json                   0600
///         .gitignore                     so that git ignores it all, where it holds nothing else
///         keys/                          0700
///             ACCOUNT.REGION.ID.json     0600, one a key
///             .gitignore                 so that no private key is committed
final class FolderKeyStore: KeyStore {
    private let folder: String
    private let home: Scope
    private let memory = Mutex(FolderMemory())
    // Serial: locks and files block a thread, and one is enough for a laptop. It isn't of the cooperative pool.
    private let queue = DispatchQueue(label: "jwt-kms.LocalKMS.folder")

    /// The store in a folder, which is made where it is missing.
    ///
    /// - Parameter home: What the keys of the oldest format belong to.
    init(folder: String, home: Scope) throws {
        guard !folder.isEmpty, !folder.utf8.contains(0) else {
            throw KMSError(.configuration, message: "the folder of the keys has no name, or a NUL in it")
        }
        self.folder = folder
        self.home = home
        try FolderRecords(folder: folder, home: home, exclusively: true, memory: FolderMemory()).prepare()
    }

    func read<R: Sendable>(_ body: @escaping @Sendable (any KeyRecords) throws -> R) async throws -> R {
        try await queue.running { try self.locked(exclusively: false, body) }
    }

    func change<R: Sendable>(_ body: @escaping @Sendable (any KeyRecords) throws -> R) async throws -> R {
        try await queue.running { try self.locked(exclusively: true, body) }
    }

    private func locked<R: Sendable>(exclusively: Bool, _ body: (any KeyRecords) throws -> R) throws -> R {
        // Taken, and put back unless a change failed in its middle: what it wrote is read again.
        let known = memory.withLock { memory in
            defer { memory = FolderMemory() }
            return memory
        }
        let records = try FolderRecords(
            folder: folder, home: home, exclusively: exclusively, memory: consume known)
        let result = Result { try body(records) }
        if (try? result.get()) != nil || !records.isChanged { memory.withLock { $0 = records.memory } }
        return try result.get()
    }
}

extension DispatchQueue {
    /// Runs what blocks or computes for long, off the threads that run tasks.
    func running<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            async { continuation.resume(with: Result { try body() }) }
        }
    }
}
