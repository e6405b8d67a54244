// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A process that is asked by lines, and answers each with a line.
final class FleetProcess: Sendable {
    struct Ended: Error {}

    private struct State {
        var text = ""
        var lines: [String] = []
        var waiting: [CheckedContinuation<String, any Error>] = []
        var hasEnded = false
    }

    let name: String
    private let input = Pipe()
    private let output = Pipe()
    private let state = Mutex(State())
    private let identifier = Mutex<Int32>(0)

    init(_ name: String, _ executable: URL, _ arguments: [String]) throws {
        self.name = name
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        (process.standardInput, process.standardOutput) = (input, output)
        output.fileHandleForReading.readabilityHandler = { [weak self] handle in self?.read(handle.availableData) }
        try process.run()
        identifier.withLock { $0 = process.processIdentifier }
    }

    /// Killed, not asked: it holds nothing that is worth saving, and must not outlive the test.
    func end() {
        output.fileHandleForReading.readabilityHandler = nil
        kill(identifier.withLock { $0 }, SIGKILL)
        read(Data())
    }

    /// The next line of its own accord: what it says when it is ready.
    func line() async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            let now = state.withLock { state -> Result<String, any Error>? in
                if !state.lines.isEmpty { return .success(state.lines.removeFirst()) }
                if state.hasEnded { return .failure(Ended()) }
                state.waiting.append(continuation)
                return nil
            }
            if let now { continuation.resume(with: now) }
        }
    }

    /// Asks, and waits for the answer. Who asks first is answered first.
    func ask(_ text: String) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            let hasEnded = state.withLock { state in
                guard !state.hasEnded else { return true }
                state.waiting.append(continuation)
                // Under the lock, so that questions are sent in the order of those who wait.
                return (try? input.fileHandleForWriting.write(contentsOf: Data((text + "\n").utf8))) == nil
            }
            if hasEnded { end() }
        }
    }

    private func read(_ data: Data) {
        let (lines, ended) = state.withLock {
            state -> ([(CheckedContinuation<String, any Error>, String)], [CheckedContinuation<String, any Error>]) in
            state.text += String(decoding: data, as: UTF8.self)
            var parts = state.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            state.text = parts.removeLast()
            state.lines += parts
            var answered: [(CheckedContinuation<String, any Error>, String)] = []
            while !state.lines.isEmpty, !state.waiting.isEmpty {
                answered.append((state.waiting.removeFirst(), state.lines.removeFirst()))
            }
            guard data.isEmpty else { return (answered, []) }
            state.hasEnded = true
            defer { state.waiting = [] }
            return (answered, state.waiting)
        }
        for (continuation, line) in lines { continuation.resume(returning: line) }
        for continuation in ended { continuation.resume(throwing: Ended()) }
    }
}
