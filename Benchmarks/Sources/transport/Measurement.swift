// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// All ways in turn, round by round; the least value of each figure counts.
struct Measurement {
    let identity: Identity
    let rounds: Int
    let length: Duration

    private static let delays = [0, 5]
    private static let concurrencies = [1, 8, 64]

    func run() async throws {
        let server = try ServerProcess(identity: identity)
        defer { server.stop() }
        print("\(rounds) rounds of \(length / .seconds(1)) s; the server is a process of its own. Least of all rounds.")
        print("Ratios are to HTTP/1.1 with keep-alive.\n")
        print(
            "| KMS takes | at once | way | requests/s | ratio | client CPU µs/request | ratio | median ms | p99 ms |"
                + " connections | first burst ms |")
        print("|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|")
        for delay in Self.delays {
            for concurrency in Self.concurrencies { try await measure(server, delay, concurrency) }
        }
    }

    private func measure(_ server: ServerProcess, _ delay: Int, _ concurrency: Int) async throws {
        var results: [Way: Figures] = [:]
        try server.tell("delay \(delay)")
        for _ in 0..<rounds {
            for way in Way.allCases {
                let figures = try await one(server, way, concurrency)
                results[way] = results[way]?.least(figures) ?? figures
            }
        }
        guard let base = results[.keepAlive] else { return }
        for way in Way.allCases {
            guard let figures = results[way] else { continue }
            print("| \(delay) ms | \(concurrency) | \(way.rawValue) | \(figures.row(against: base)) |")
        }
    }

    /// A client of its own for each run, so that its connections can be counted.
    private func one(_ server: ServerProcess, _ way: Way, _ concurrency: Int) async throws -> Figures {
        let client = way.client(trusting: identity.certificate)
        let asker = Asker(client: client, way: way, port: server.port)
        do {
            try server.tell("begin")
            let start = ContinuousClock.now
            try await asker.burst(concurrency)
            let burst = (ContinuousClock.now - start) / .milliseconds(1)
            // The first requests on each connection are slower: they are not counted.
            _ = try await asker.load(concurrency, for: length / 5)
            var figures = try await asker.load(concurrency, for: length)
            figures.burst = burst
            figures.connections = try server.tell("count")
            try await client.shutdown()
            return figures
        } catch {
            try await client.shutdown()
            throw error
        }
    }
}
