// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import InMemoryLogging
import KMSTransport
import Logging

@testable import AWSKMS

extension Surroundings {
    /// What a test chooses; all else is empty, and answers nobody.
    static func test(
        _ variables: [String: String] = [:], files: Files = Files(root: "/nonexistent"), timing: HandTiming = .init(),
        http: any HTTPExchange = ScriptedExchange.silent, metadata: any HTTPExchange = ScriptedExchange.silent,
        logger: Logger? = nil
    ) -> Surroundings {
        Surroundings(
            environment: Environment(variables), files: files, timing: timing.timing, http: http, metadata: metadata,
            logger: logger)
    }
}

/// A folder that is deleted with it.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "jwt-kms-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The path of a file in it, which is written where contents are given.
    @discardableResult
    func file(_ name: String, _ contents: String? = nil) throws -> String {
        let file = url.appending(path: name)
        if let contents { try Data(contents.utf8).write(to: file) }
        return file.path(percentEncoded: false)
    }
}
