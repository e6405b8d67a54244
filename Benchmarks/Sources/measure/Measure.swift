// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation

/// Reads `SUBJECT OPERATION CASE COUNT`, a line a time, and answers the nanoseconds that one operation took.
///
/// Subjects: `raw`, `jwt-kit`, `jwt-kms`, `jwt-kms-10000` (of so many keys), `jwt-kms-cached` (which remembers verified
/// tokens). Operations: `verify`, `verify-main` (called
/// from the main actor), `verify-two` (two tasks at once: nanoseconds by the wall clock), `sign`.
@main
struct Measure {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 2 || arguments.count == 6 else {
            FileHandle.standardError.write(Data("usage: measure FIXTURE [SUBJECT OPERATION CASE COUNT]\n".utf8))
            exit(2)
        }
        let programs = Programs(fixture: try .read(arguments[1]))
        guard arguments.count == 2 else {
            // One call, to be counted by valgrind, which does not live through the end of the main thread that
            // dispatchMain() is.
            let isDone = DispatchSemaphore(value: 0)
            Task.detached {
                defer { isDone.signal() }
                _ = try await programs.nanoseconds(arguments[2...].map { $0 })
            }
            isDone.wait()
            return
        }
        Task.detached {
            do {
                while let line = readLine() {
                    let nanoseconds = try await programs.nanoseconds(line.split(separator: " ").map(String.init))
                    FileHandle.standardOutput.write(Data("\(nanoseconds)\n".utf8))
                }
                exit(0)
            } catch {
                FileHandle.standardError.write(Data("measure: \(error)\n".utf8))
                exit(1)
            }
        }
        dispatchMain()
    }
}

/// What is set up once and run many times.
actor Programs {
    typealias Program = @Sendable (Int) async throws -> Int

    let fixture: Fixture
    private var programs: [String: Program] = [:]

    init(fixture: Fixture) { self.fixture = fixture }

    func nanoseconds(_ words: [String]) async throws -> Double {
        guard words.count == 4, let count = Int(words[3]) else { throw Unknown(what: words.joined(separator: " ")) }
        let name = words[...2].joined(separator: " ")
        if programs[name] == nil { programs[name] = try await program(words[0], words[1], words[2]) }
        guard let program = programs[name] else { throw Unknown(what: name) }
        let clock = ContinuousClock()
        let begin = clock.now
        if words[1] == "verify-two" {
            async let first = Task.detached { try await program(count) }.value
            async let second = Task.detached { try await program(count) }.value
            guard try await first + second > 0 else { throw Unknown(what: "a result of \(name)") }
        } else {
            guard try await Task.detached(operation: { try await program(count) }).value > 0 else {
                throw Unknown(what: "a result of \(name)")
            }
        }
        let time = begin.duration(to: clock.now)
        return (Double(time.components.seconds) * 1e9 + Double(time.components.attoseconds) / 1e9) / Double(count)
    }

    private func program(_ subject: String, _ operation: String, _ name: String) async throws -> Program {
        guard let token = fixture.cases[name] else { throw Unknown(what: name) }
        switch (subject, operation) {
        case ("raw", "sign"):
            let sign = try Raw.sign(token)
            return { count in try (0..<count).reduce(0) { sum, _ in try sum + sign() } }
        case ("raw", _):
            let verify = try Raw.verify(token)
            return { count in
                for _ in 0..<count {
                    guard verify() else { throw Unknown(what: "a signature of \(name)") }
                }
                return count
            }
        case ("jwt-kit", _):
            let theirs = try await Theirs(token)
            return switch operation {
            case "sign": { try await theirs.sign($0) }
            case "verify-main": { try await theirs.verifyOnMain($0) }
            default: { try await theirs.verify($0) }
            }
        case ("jwt-kms", _), ("jwt-kms-10000", _), ("jwt-kms-cached", _):
            let ours = try await Ours(
                token, issuer: fixture.issuer, others: subject == "jwt-kms-10000" ? 9_999 : 0,
                isCached: subject == "jwt-kms-cached")
            return switch operation {
            case "sign": { try await ours.sign($0) }
            case "verify-main": { try await ours.verifyOnMain($0) }
            default: { try await ours.verify($0) }
            }
        default: throw Unknown(what: subject)
        }
    }
}
