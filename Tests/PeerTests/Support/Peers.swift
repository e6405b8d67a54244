// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

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

    /// Runs a server in Python while `body` runs. It writes its port as its first line, and is killed afterwards.
    ///
    /// - Parameter body: given the URL of the server.
    static func withServer<Value: Sendable>(
        _ script: String, _ arguments: [String], _ body: (String) async throws -> Value
    ) async throws -> Value {
        let process = Process()
        process.executableURL = try program("python")
        process.arguments = [root.appending(path: "Tests/PeerTests/Python/\(script)").path()] + arguments
        let output = Pipe()
        process.standardOutput = output
        let (lines, line) = AsyncStream<String>.makeStream()
        output.fileHandleForReading.readabilityHandler = { handle in
            line.yield(String(decoding: handle.availableData, as: UTF8.self))
        }
        try process.run()
        defer {
            output.fileHandleForReading.readabilityHandler = nil
            kill(process.processIdentifier, SIGKILL)
        }
        var said = ""
        for await text in lines {
            said += text
            // Nothing is said where it ended.
            if said.hasSuffix("\n") || text.isEmpty { break }
        }
        let port = try #require(Int(said.dropLast()), "\(script) did not start")
        return try await body("http://127.0.0.1:\(port)")
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
