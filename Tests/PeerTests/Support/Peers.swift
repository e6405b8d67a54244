// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The programs that others wrote, in `.peers`, where `Scripts/peers.sh` installs them. One that is missing fails the
/// run: it does not skip.
enum Peers {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        .standardizedFileURL

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    static func program(_ name: String) throws -> URL {
        let url = root.appending(path: ".peers/bin/\(name)")
        guard FileManager.default.isExecutableFile(atPath: url.path()) else {
            throw Missing(description: "\(url.path()) is missing: run Scripts/peers.sh")
        }
        return url
    }

    /// Runs the Python script of these tests, once for many tasks.
    ///
    /// - Returns: what it answers to each.
    static func python(_ tasks: [[String: any Sendable]]) async throws -> [Any] {
        let process = Process()
        process.executableURL = try program("python")
        process.arguments = [root.appending(path: "Tests/PeerTests/Python/tokens.py").path()]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        let (ends, end) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = { end.yield($0.terminationStatus) }
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: JSONSerialization.data(withJSONObject: tasks))
        try input.fileHandleForWriting.close()
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        for await status in ends {
            try #require(status == 0)
            break
        }
        let answers = try #require(try JSONSerialization.jsonObject(with: answer) as? [Any])
        try #require(answers.count == tasks.count)
        return answers
    }
}
