// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import JWTKMS
import Testing

/// The built `jwt-kms`, run in a folder of its own and with a clean environment.
struct CommandLineTool {
    struct Outcome {
        var output: String
        var errors: String
        var code: Int32

        /// The output without its last line's end.
        var line: String { output.hasSuffix("\n") ? String(output.dropLast()) : output }
    }

    let folder: URL
    var environment: [String: String] = [:]

    /// Runs `body` with a tool whose folder is removed afterwards.
    static func run<Value>(_ body: (CommandLineTool) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "jwt-kms-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(CommandLineTool(folder: folder))
    }

    /// Runs `body` with a tool that has a key `alias/s` in its folder.
    static func withKey(
        spec: String = "ECC_NIST_P256", _ body: (CommandLineTool) async throws -> Void
    ) async throws {
        try await run { jwtkms in
            let made = try await jwtkms("key", "create", "--local", "--spec", spec, "--alias", "alias/s")
            try #require(made.code == 0)
            #expect(KeyARN(made.line) != nil)
            #expect(made.errors.isEmpty)
            try await body(jwtkms)
        }
    }

    /// Runs a script of the shell, where `$jwtkms` is the tool.
    func shell(_ script: String) async throws -> Outcome {
        let variables = ["jwtkms": try Self.executable.path(), "PATH": "/usr/bin:/bin"]
        return try await run(URL(filePath: "/bin/sh"), ["-c", script], variables, input: nil)
    }

    func callAsFunction(_ arguments: String..., input: String? = nil) async throws -> Outcome {
        try await run(arguments, input: input)
    }

    func run(_ arguments: [String], input: String? = nil) async throws -> Outcome {
        try await run(Self.executable, arguments, environment, input: input)
    }

    /// What a sanitizer was told: it is in the tool too where it is in the tests.
    static var sanitizerOptions: [String: String] {
        ProcessInfo.processInfo.environment.filter { $0.key == "ASAN_OPTIONS" || $0.key == "TSAN_OPTIONS" }
    }

    private func run(
        _ executable: URL, _ arguments: [String], _ environment: [String: String], input: String?
    ) async throws -> Outcome {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        // No test asks an instance that it may run on.
        let fixed = Self.sanitizerOptions.merging(["AWS_EC2_METADATA_DISABLED": "true"]) { stated, _ in stated }
        process.environment = environment.merging(fixed) { stated, _ in stated }
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        let file = folder.appending(path: "input-\(UUID().uuidString)")
        try Data((input ?? "").utf8).write(to: file)
        process.standardInput = try FileHandle(forReadingFrom: file)
        let (ends, end) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = { end.yield($0.terminationStatus) }
        try process.run()
        async let text = Self.text(of: output)
        async let notes = Self.text(of: errors)
        var code: Int32 = -1
        for await status in ends {
            code = status
            break
        }
        return try await Outcome(output: text, errors: notes, code: code)
    }

    /// Reads to the end, on a thread that runs no task.
    private static func text(of pipe: Pipe) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
                    })
            }
        }
    }

    /// Beside the tests: built with them.
    static var executable: URL {
        get throws {
            let tests = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            let url = tests.deletingLastPathComponent().appending(path: "jwt-kms")
            try #require(FileManager.default.isExecutableFile(atPath: url.path()), "\(url.path()) was not built")
            return url
        }
    }
}
