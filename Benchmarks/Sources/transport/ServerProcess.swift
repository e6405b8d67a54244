// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The ``Server`` in a process of its own, which is ended with this value's `stop()`.
final class ServerProcess {
    let port: Int
    private let process = Process()
    private let commands = Pipe()
    private let answers: LineReader

    init(identity: Identity) throws {
        let output = Pipe()
        answers = LineReader(output.fileHandleForReading)
        process.executableURL = Bundle.main.executableURL
        process.arguments = ["serve", identity.certificate, identity.key]
        process.standardInput = commands
        process.standardOutput = output
        try process.run()
        guard let port = answers.next().flatMap({ Int($0) }) else { throw ServerFailure(command: "start") }
        self.port = port
    }

    /// Sends a command.
    ///
    /// - Returns: the number that it answers; 0 for `ok`.
    @discardableResult
    func tell(_ command: String) throws -> Int {
        try commands.fileHandleForWriting.write(contentsOf: Data("\(command)\n".utf8))
        guard let answer = answers.next(), answer == "ok" || Int(answer) != nil else {
            throw ServerFailure(command: command)
        }
        return Int(answer) ?? 0
    }

    func stop() {
        try? commands.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}

struct ServerFailure: Error {
    let command: String
}

/// Lines of a file, as they come.
final class LineReader {
    private let file: FileHandle
    private var bytes = Data()

    init(_ file: FileHandle) { self.file = file }

    func next() -> String? {
        while true {
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                defer { bytes.removeSubrange(...end) }
                return String(decoding: bytes[..<end], as: UTF8.self)
            }
            let more = file.availableData
            if more.isEmpty { return nil }
            bytes.append(more)
        }
    }
}
