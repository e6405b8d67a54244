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
        let result: Result<Data?, Failure> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: Self.read(location, path, maximumBytes))
            }
        }
        return try result.get()
    }

    private static func read(_ location: String, _ path: String, _ maximumBytes: Int) -> Result<Data?, Failure> {
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: location)
            guard (attributes[.size] as? Int ?? 0) <= maximumBytes else {
                return .failure(Failure(description: "\(path) has more than \(maximumBytes) bytes"))
            }
            let data = try Data(contentsOf: URL(filePath: location))
            // It may have grown since, or be a device.
            guard data.count <= maximumBytes else {
                return .failure(Failure(description: "\(path) has more than \(maximumBytes) bytes"))
            }
            return .success(data)
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile || error.code == .fileNoSuchFile {
            return .success(nil)
        } catch {
            return .failure(Failure(description: "\(path) can't be read (\(Self.reason(error)))"))
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileReadNoPermission?: "permission denied"
        default: "it is no file that can be read"
        }
    }
}
