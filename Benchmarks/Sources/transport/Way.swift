// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOSSL

/// A way to carry requests, with the configuration that jwt-kms gives async-http-client.
enum Way: String, CaseIterable, Sendable {
    case close = "HTTP/1.1, close"
    case keepAlive = "HTTP/1.1, keep-alive"
    case http2 = "HTTP/2"

    static let maximumConnections = 64

    func client(trusting certificate: String) -> HTTPClient {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        tls.trustRoots = .file(certificate)
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5)),
            decompression: .disabled)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.maximumConnections
        configuration.httpVersion = self == .http2 ? .automatic : .http1Only
        return HTTPClient(
            eventLoopGroupProvider: .shared(HTTPClient.defaultEventLoopGroup), configuration: configuration)
    }
}

/// A client that asks one server.
struct Asker: Sendable {
    let client: HTTPClient
    let way: Way
    let port: Int

    /// Asks once, and reads the whole answer.
    ///
    /// - Parameter number: of this request, to make its signature.
    func ask(_ number: Int, within limit: TimeAmount = .seconds(10)) async throws {
        let request = Wording.request(port: port, number: number, closes: way == .close)
        let response = try await client.execute(request, timeout: limit)
        let body = try await response.body.collect(upTo: 1 << 16)
        precondition(response.status == .ok && body == Wording.answer)
        precondition((response.version == .http2) == (way == .http2), "the server chose another protocol")
    }

    /// Asks so often at once.
    func burst(_ count: Int) async throws {
        try await withThrowingTaskGroup { group in
            for number in 0..<count { group.addTask { try await ask(number) } }
            try await group.waitForAll()
        }
    }

    /// Asks from so many tasks, each one thing at a time.
    func load(_ concurrency: Int, for length: Duration) async throws -> Figures {
        let processor = ProcessorTime.now
        let start = ContinuousClock.now
        let latencies = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for task in 0..<concurrency {
                group.addTask {
                    var latencies: [Duration] = []
                    var before = ContinuousClock.now
                    while before < start + length {
                        try await ask(task << 32 + latencies.count)
                        let after = ContinuousClock.now
                        latencies.append(after - before)
                        before = after
                    }
                    return latencies
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted()
        }
        let count = Double(latencies.count)
        return Figures(
            wall: (ContinuousClock.now - start) / .microseconds(1) / count,
            processor: (ProcessorTime.now - processor) / .microseconds(1) / count,
            median: latencies[latencies.count / 2] / .milliseconds(1),
            late: latencies[latencies.count * 99 / 100] / .milliseconds(1))
    }
}
