// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Keys in a folder, which several processes may share: nothing is remembered from one call to the next, and every
/// call holds a lock on the folder (`flock`), shared to look and exclusive to change.
///
///     FOLDER/            0700
///         lock           empty
///         aliases.json   0600
///         keys/          0700
///             ID.json    0600, one a key
///             .gitignore so that no private key is committed
struct FolderKeyStore: KeyStore {
    private let folder: String
    // Serial: locks and files block a thread, and one is enough for a laptop. It isn't of the cooperative pool.
    private let queue = DispatchQueue(label: "jwt-kms.LocalKMS.folder")

    /// The store in a folder, which is made where it is missing.
    init(folder: String) throws(KMSError) {
        guard !folder.isEmpty, !folder.utf8.contains(0) else {
            throw KMSError(.configuration, message: "the folder of the keys has no name, or a NUL in it")
        }
        self.folder = folder
        let records = try FolderRecords(folder: folder)
        try records.keys.makePrivate()
        if try records.keys.read(".gitignore") == nil { try records.keys.replace(".gitignore", with: Data("*\n".utf8)) }
    }

    func read<R: Sendable>(_ body: @escaping @Sendable (any KeyRecords) throws -> R) async throws -> R {
        try await locked(exclusively: false) { try body($0) }
    }

    func change<R: Sendable>(_ body: @escaping @Sendable (inout any KeyRecords) throws -> R) async throws -> R {
        try await locked(exclusively: true) { records in
            try records.removeLeftovers()
            var records: any KeyRecords = records
            return try body(&records)
        }
    }

    private func locked<R: Sendable>(
        exclusively: Bool, _ body: @escaping @Sendable (FolderRecords) throws -> R
    ) async throws -> R {
        let folder = folder
        return try await queue.running {
            let records = try FolderRecords(folder: folder)
            let lock = try records.root.lock("lock", exclusively: exclusively)
            let result = try body(records)
            _ = consume lock
            return result
        }
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
