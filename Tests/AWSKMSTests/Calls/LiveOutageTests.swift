// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import KMSAPI
import KMSTransport
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import AWSKMS

/// Outages of a server on loopback, which last for a second of real time. `OUTAGE_TIMES` judges how late calls are too,
/// which takes a machine that does nothing else.
@Suite("A KMS that is away for a second", .timeLimit(.minutes(10)))
struct LiveOutageTests {
    enum Fault: CaseIterable, CustomTestStringConvertible {
        case status500, status503, throttling, reset, refused, frozen

        var testDescription: String { "\(self)" }

        func answer(untilEnd rest: Duration) -> FaultServer.Behaviour {
            switch self {
            case .status500: FaultTests.error("KMSInternalException", status: 500)
            case .status503: .answer(status: 503, body: "")
            case .throttling: FaultTests.error("ThrottlingException")
            case .reset, .refused: .reset
            case .frozen: .later(rest, body: CallTests.answer)
            }
        }
    }

    private static let measuresTime = ProcessInfo.processInfo.environment["OUTAGE_TIMES"] != nil

    /// Counts the requests that a client sends, whether or not they arrive.
    private final class Counted: HTTPExchange {
        private let transport = HTTPTransport(
            TransportConfiguration(settings: .init(authorities: "AUTHORITIES", proxy: "PROXY")))
        let times = Mutex<[ContinuousClock.Instant]>([])

        func response(
            to request: HTTPRequest, timeLimit: Duration, maximumBodyBytes: Int
        ) async throws -> HTTPResponse {
            times.withLock { $0.append(.now) }
            return try await transport.response(to: request, timeLimit: timeLimit, maximumBodyBytes: maximumBodyBytes)
        }

        func shutdown() async throws { try await transport.shutdown() }
    }

    private static func freePort() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        try await channel.close()
        return port
    }

    /// Calls at once, from now on.
    ///
    /// - Returns: the errors, and when the last call ended.
    private func sign(
        _ callers: Int, at port: Int, through http: Counted
    ) async throws -> ([any Error], ContinuousClock.Instant) {
        let client = try await AWSKMSClient(
            configuration: .init(
                region: "us-east-1", credentials: FaultServer.credentials, endpoint: "http://127.0.0.1:\(port)",
                requestTimeout: .seconds(Self.measuresTime ? 10 : 100)),
            environment: Environment([:]), files: Files(root: "/nowhere"), http: http)
        let errors = await withTaskGroup(of: (any Error)?.self) { group in
            for _ in 0..<callers {
                group.addTask {
                    do { _ = try await client.sign(CallTests.request) } catch { return error }
                    return nil
                }
            }
            return await group.reduce(into: [any Error]()) { errors, error in if let error { errors.append(error) } }
        }
        let end = ContinuousClock.now
        try await client.shutdown()
        return (errors, end)
    }

    @Test("Every call signs, and few requests are sent meanwhile", arguments: Fault.allCases, [1, 64, 1000])
    func second(fault: Fault, callers: Int) async throws {
        let http = Counted()
        let (port, begin) = (try await Self.freePort(), ContinuousClock.now)
        let end = begin + .seconds(1)
        let rule: FaultServer.Rule = { _ in
            let now = ContinuousClock.now
            return now < end ? fault.answer(untilEnd: end - now) : .answer(body: CallTests.answer)
        }
        let (errors, last): ([any Error], ContinuousClock.Instant)
        if fault == .refused {
            let calls = Task { try await sign(callers, at: port, through: http) }
            try await Task.sleep(until: end)
            (errors, last) = try await FaultServer.run(by: rule, port: port) { _ in try await calls.value }
        } else {
            (errors, last) = try await FaultServer.run(by: rule, port: port) { _ in
                try await sign(callers, at: port, through: http)
            }
        }
        try await http.shutdown()
        #expect(errors.isEmpty, "\(errors.prefix(3))")
        let during = http.times.withLock { times in times.count { $0 < end } }
        #expect(during <= min(3 * callers, 64 + 50), "\(during)")
        // A debug build needs a good part of a second for a thousand calls: OutageTests has those by its own clock.
        if Self.measuresTime, callers <= 64 { #expect(last <= end + .seconds(1), "\(last - end)") }
    }
}
