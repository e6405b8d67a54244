// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Dispatch

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// The files that the shared configuration, tokens and certificates are read from. Read beside the tasks' own threads:
/// a disk may be slow.
package struct Files: Sendable {
    /// What is put before each path: a test's own folder in place of the machine's root.
    private let root: String

    package init(root: String = "") { self.root = root }

    /// Why a file can't be read, in words that name the file.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The contents of a file; nil where there is none.
    ///
    /// - Parameter maximumBytes: what is longer is refused.
    /// - Throws: ``Failure``.
    package func contents(of path: String, maximumBytes: Int) async throws(Failure) -> Data? {
        let location = root + path
        let outcome = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: RegularFile.read(location, maximumBytes: maximumBytes))
            }
        }
        switch outcome {
        case .contents(let data): return data
        case .missing: return nil
        case .refused(let why): throw Failure(description: "\(path) \(why)")
        }
    }

    /// Puts a file that only its owner may read in the place of the one of this name, if there is one. Whoever reads it
    /// finds the one or the other, and never a half. The folder must be there.
    ///
    /// - Throws: ``Failure``.
    package func write(_ contents: Data, to path: String) async throws(Failure) {
        let location = root + path
        let isWritten = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: PrivateFile.replace(location, with: contents))
            }
        }
        guard isWritten else { throw Failure(description: "\(path) can't be written") }
    }
}
