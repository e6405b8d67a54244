// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The built `jwt-kms local-kms` on loopback, with its keys in memory: what users run.
enum LocalKMSCommand {
    /// Runs it while `body` runs, and kills it afterwards.
    ///
    /// - Parameters:
    ///   - credentials: the text of a file of credentials, whose signatures alone are taken; nil to take any.
    ///   - body: given the URL of the server.
    static func withServer<Value: Sendable>(
        credentials: String? = nil, _ body: (String) async throws -> Value
    ) async throws -> Value {
        let file = FileManager.default.temporaryDirectory.appending(path: "credentials-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        var arguments = ["local-kms", "--port", "0", "--in-memory"]
        if let credentials {
            try Data(credentials.utf8).write(to: file)
            arguments += ["--credentials", file.path()]
        }
        // Standard error has words for people, and a line for each change.
        return try await Peers.withProgram(try Peers.built("jwt-kms"), arguments, errors: .nullDevice) { url in
            try #require(url.hasPrefix("http://127.0.0.1:"), "jwt-kms local-kms did not start")
            return try await body(url)
        }
    }
}
