// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Dispatch
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

    /// A program of this package: beside the tests, and built with them.
    static func built(_ name: String) throws -> URL {
        let tests = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let url = tests.deletingLastPathComponent().appending(path: name)
        try #require(FileManager.default.isExecutableFile(atPath: url.path()), "\(url.path()) was not built")
        return url
    }

    private static func script(_ name: String) -> String { file("Python/\(name)") }

    /// The path of a file beside these tests.
    static func file(_ name: String) -> String { root.appending(path: "Tests/PeerTests/\(name)").path() }

    /// Runs a server in Python while `body` runs. It writes its port as its first line, and is killed afterwards.
    ///
    /// - Parameter body: given the URL of the server.
    static func withServer<Value: Sendable>(
        _ script: String, _ arguments: [String], _ body: (String) async throws -> Value
    ) async throws -> Value {
        try await withProgram(try program("python"), [Self.script(script)] + arguments) { line in
            let port = try #require(Int(line), "\(script) did not start")
            return try await body("http://127.0.0.1:\(port)")
        }
    }

    /// Runs a program while `body` runs, which is given its first line. It is killed afterwards.
    ///
    /// - Parameter errors: where its standard error goes.
    static func withProgram<Value: Sendable>(
        _ executable: URL, _ arguments: [String], errors: FileHandle = .standardError,
        _ body: (String) async throws -> Value
    ) async throws -> Value {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = errors
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
        return try await body(String(said.dropLast()))
    }

    /// Runs a Python script to its end.
    ///
    /// - Returns: the lines of JSON that it wrote.
    static func records<Record: Decodable & Sendable>(
        of script: String, _ arguments: [String], input: Data = Data(), as type: Record.Type = Record.self
    ) async throws -> [Record] {
        try await records(of: program("python"), [Self.script(script)] + arguments, input: input)
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - environment: the variables that it has beside those of the tests.
    ///   - input: what it reads from its standard input.
    /// - Returns: the lines of JSON that it wrote.
    static func records<Record: Decodable & Sendable>(
        of program: URL, _ arguments: [String], environment: [String: String] = [:], input: Data,
        as type: Record.Type = Record.self
    ) async throws -> [Record] {
        let process = Process()
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, own in own }
        process.executableURL = program
        process.arguments = arguments
        let (output, errors, source) = (Pipe(), Pipe(), Pipe())
        (process.standardOutput, process.standardError, process.standardInput) = (output, errors, source)
        let (ends, end) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = { end.yield($0.terminationStatus) }
        try process.run()
        async let lines = all(of: output)
        async let notes = all(of: errors)
        try source.fileHandleForWriting.write(contentsOf: input)
        try source.fileHandleForWriting.close()
        let said = String(decoding: try await notes, as: UTF8.self)
        for await status in ends {
            #expect(status == 0, "\(arguments) failed: \(said)")
            break
        }
        return try await lines.split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Record.self, from: $0)
        }
    }

    /// Reads to the end, on a thread that runs no task.
    private static func all(of pipe: Pipe) async throws -> Data {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try pipe.fileHandleForReading.readToEnd() ?? Data() })
            }
        }
    }

    /// Runs the Python script of these tests, once for many tasks.
    ///
    /// - Returns: what it answers to each.
    static func python(_ tasks: [[String: any Sendable]]) async throws -> [Any] {
        let process = Process()
        process.executableURL = try program("python")
        process.arguments = [script("tokens.py")]
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
