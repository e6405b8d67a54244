// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP2

/// How many calls fail where the server ends a connection under them. Nothing is tried again here.
struct Failures {
    let identity: Identity

    private static let concurrency = 64
    /// Requests that a connection serves, in ``wear(_:_:)``.
    private static let limit = 1000
    private static let requests = 20_000

    func run() async throws {
        let server = try ServerProcess(identity: identity)
        defer { server.stop() }
        print("\(Self.concurrency) requests under way, and the server ends connections:\n")
        print("| way | the server | connections ended | answered | failed | as | the next call is answered |")
        print("|---|---|--:|--:|--:|---|---|")
        for ending in [ServerConnection.Ending.reset, .close] {
            try await strike(server, .keepAlive, ending, connections: 1)
            try await strike(server, .keepAlive, ending, connections: Self.concurrency)
            try await strike(server, .http2, ending, connections: 1)
        }
        try await strike(server, .http2, .goaway, connections: 1)
        try await strike(server, .http2, .refuse, connections: 1)
        print("\nA connection serves \(Self.limit) requests, then the server ends it in good order")
        print("(`Connection: close`, GOAWAY); \(Self.requests) requests, \(Self.concurrency) at once:\n")
        print("| way | connections | answered | failed | as |\n|---|--:|--:|--:|---|")
        for way in [Way.keepAlive, .http2] { try await wear(server, way) }
    }

    private func strike(
        _ server: ServerProcess, _ way: Way, _ ending: ServerConnection.Ending, connections: Int
    ) async throws {
        let client = way.client(trusting: identity.certificate)
        let asker = Asker(client: client, way: way, port: server.port)
        // HTTP/2's first request alone, so that all the others share its connection.
        try server.tell("delay 50")
        try await asker.burst(way == .http2 ? 1 : Self.concurrency)
        try server.tell("delay 500")
        let all = Task { await outcomes(asker, tasks: Self.concurrency, each: 1) }
        try await Task.sleep(for: .milliseconds(200))
        let ended = try server.tell("break \(ending.rawValue) \(connections)")
        let struck = await all.value
        try server.tell("delay 0")
        var afterwards = Outcomes()
        afterwards.count(await Result { try await asker.ask(0, within: .seconds(5)) })
        print("| \(way.rawValue) | \(ending.rawValue) | \(ended) | \(struck) | \(afterwards.answered == 1) |")
        try await client.shutdown()
    }

    private func wear(_ server: ServerProcess, _ way: Way) async throws {
        let client = way.client(trusting: identity.certificate)
        let asker = Asker(client: client, way: way, port: server.port)
        try server.tell("delay 1")
        try await asker.burst(1)
        try server.tell("limit \(Self.limit)")
        try server.tell("begin")
        let all = await outcomes(asker, tasks: Self.concurrency, each: Self.requests / Self.concurrency)
        print("| \(way.rawValue) | \(try server.tell("count")) | \(all) |")
        try server.tell("limit 0")
        try await client.shutdown()
    }

    private func outcomes(_ asker: Asker, tasks: Int, each: Int) async -> Outcomes {
        await withTaskGroup(of: Outcomes.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    var outcomes = Outcomes()
                    for number in 0..<each {
                        outcomes.count(await Result { try await asker.ask(task << 32 + number, within: .seconds(5)) })
                    }
                    return outcomes
                }
            }
            return await group.reduce(into: Outcomes()) { $0.add($1) }
        }
    }
}

/// Answers, and errors by their description.
struct Outcomes: Sendable, CustomStringConvertible {
    private(set) var answered = 0
    private var errors: [String: Int] = [:]

    mutating func count(_ result: Result<Void, any Error>) {
        switch result {
        case .success: answered += 1
        case .failure(let error): errors[Self.words(error), default: 0] += 1
        }
    }

    mutating func add(_ other: Outcomes) {
        answered += other.answered
        errors.merge(other.errors, uniquingKeysWith: +)
    }

    /// Alike for all streams.
    private static func words(_ error: any Error) -> String {
        guard let error = error as? NIOHTTP2Errors.StreamClosed else { return "\(error)" }
        return "StreamClosed, \(error.errorCode)"
    }

    /// The columns of a Markdown table.
    var description: String {
        let reasons = errors.sorted { $0.value > $1.value }.prefix(3).map { "\($0.value) × `\($0.key)`" }
        return "\(answered) | \(errors.values.reduce(0, +)) | \(reasons.joined(separator: ", "))"
    }
}

extension Result where Success == Void, Failure == any Error {
    fileprivate init(_ work: () async throws -> Void) async {
        do { self = .success(try await work()) } catch { self = .failure(error) }
    }
}
