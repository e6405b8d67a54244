// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Subprocess)
import Subprocess
#if canImport(System)
import System
#else
import SystemPackage
#endif
#endif

/// A command of the user's, run once: its words, not by a shell; with nothing to read, no terminal to ask on, and only so
/// much to say.
struct CommandRun: Sendable {
    var words: [String]
    /// Returns when the command has taken too long; cancelled when it ended.
    var timeLimit: @Sendable () async throws -> Void

    static let maximumOutputBytes = 65_536

    /// What became of it.
    enum Outcome: Sendable {
        case printed(Data)
        case failed(CommandFailure)
    }

    private enum Ending: Sendable {
        case command(Outcome)
        case timeLimit
    }

    /// Runs it. It and what it started in its process group are killed at the time limit, where it says too much, and where
    /// the task is cancelled.
    ///
    /// - Throws: `CancellationError`.
    func outcome() async throws -> Outcome {
        let ending = try await withThrowingTaskGroup(of: Ending.self) { group in
            group.addTask { .command(await Self.run(words)) }
            group.addTask {
                try await timeLimit()
                return .timeLimit
            }
            let first = try await group.next() ?? .timeLimit
            group.cancelAll()
            return first
        }
        try Task.checkCancellation()
        switch ending {
        case .command(let outcome): return outcome
        case .timeLimit: return .failed(CommandFailure("took too long, and was ended"))
        }
    }
}

#if canImport(Subprocess)
extension CommandRun {
    private static func run(_ words: [String]) async -> Outcome {
        guard let program = words.first else { return .failed(CommandFailure("names no program")) }
        do {
            let result = try await Subprocess.run(
                program.contains("/") ? .path(FilePath(program)) : .name(program),
                arguments: Arguments(Array(words.dropFirst())), platformOptions: alone, input: .none,
                output: .sequence, error: .sequence
            ) { execution in
                async let lastLine = readLastLine(of: execution.standardError)
                return (output: try await readOutput(of: execution.standardOutput), lastLine: try await lastLine)
            }
            let (output, lastLine) = result.closureResult
            return CommandFailure.of(result.terminationStatus, lastErrorLine: lastLine).map { .failed($0) }
                ?? .printed(output)
        } catch {
            return .failed(CommandFailure(reason(error, program)))
        }
    }

    private struct TooMuch: Error {}

    private static func readOutput(of stream: SubprocessOutputSequence) async throws -> Data {
        var output = Data()
        for try await piece in stream {
            // Thrown while it runs, this ends the reading of the other stream and the command.
            guard output.count + piece.count <= maximumOutputBytes else { throw TooMuch() }
            unsafe piece.withUnsafeBytes { unsafe output.append(contentsOf: $0) }
        }
        return output
    }

    private static func readLastLine(of stream: SubprocessOutputSequence) async throws -> String? {
        var last = LastLine()
        for try await piece in stream { last.add(unsafe piece.withUnsafeBytes { unsafe Array($0) }) }
        return last.text
    }

    /// In a session of its own: so the whole group can be killed, and a question to a terminal fails at once instead of
    /// waiting for nobody.
    private static var alone: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        return options
    }

    /// The words of the error itself are not used: they may hold the command's.
    private static func reason(_ error: any Error, _ program: String) -> String {
        if error is TooMuch { return "printed more than \(maximumOutputBytes) bytes, and was ended" }
        return switch (error as? SubprocessError)?.code {
        case .executableNotFound?, .spawnFailed?:
            "can't be started: there is no program \"\(Excerpt.of(program, maximumBytes: 128))\", or it may not be run"
        default: "could not be run to its end"
        }
    }
}

extension CommandFailure {
    /// nil where it succeeded.
    fileprivate static func of(_ status: TerminationStatus, lastErrorLine: String?) -> CommandFailure? {
        switch status {
        case .exited(0): nil
        case .exited(let code): CommandFailure("exited with \(code)", lastErrorLine: lastErrorLine)
        #if !os(Windows)
        case .signaled(let signal): CommandFailure("was ended by signal \(signal)", lastErrorLine: lastErrorLine)
        #endif
        }
    }
}
#else
extension CommandRun {
    private static func run(_ words: [String]) async -> Outcome {
        .failed(CommandFailure("can't be run: this program was built without the package trait AWS"))
    }
}
#endif
