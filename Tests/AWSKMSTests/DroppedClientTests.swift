// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import HTTPFaults
import InMemoryLogging
import KMSAPI
import Logging
import Testing

@testable import AWSKMS

// A process that traps fails all tests, so these show that a debug build does not.
@Suite("A client that is dropped without shutdown()")
struct DroppedClientTests {
    private func warnings(_ log: InMemoryLogHandler) -> [String] {
        log.entries.filter { $0.level == .warning }.map { "\($0.message)" }
    }

    private static let warning =
        "an AWSKMSClient was dropped without shutdown(). Call it, or use withClient, which does"

    private func client(_ endpoint: String, _ log: InMemoryLogHandler) async throws -> AWSKMSClient {
        try await AWSKMSClient(
            configuration: .init(
                region: "us-east-1", credentials: FaultServer.credentials, endpoint: endpoint, maximumAttempts: 1),
            logger: Logger(label: "test") { _ in log }, environment: Environment([:]), files: Files(root: "/nowhere"),
            timing: HandTiming().timing)
    }

    /// Makes a client, lets a call of it fail, and drops it.
    private func failAndDrop(_ endpoint: String, _ log: InMemoryLogHandler) async throws -> KMSError? {
        let client = try await client(endpoint, log)
        return await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
    }

    @Test("After NotFoundException it closes its connection, and logs a warning")
    func notFound() async throws {
        let log = InMemoryLogHandler()
        try await FaultServer.run(FaultTests.error("NotFoundException")) { server in
            let error = try await failAndDrop(server.url, log)
            #expect(error?.kind == .notFound)
            while server.closed < 1 { await Task.yield() }
            #expect(server.opened == 1)
        }
        #expect(warnings(log) == [Self.warning])
    }

    @Test("With KMS away, the error is that of the connection")
    func away() async throws {
        let log = InMemoryLogHandler()
        let error = try await failAndDrop("http://127.0.0.1:1", log)
        #expect(error?.kind == .transport)
        #expect(warnings(log).last == Self.warning)
    }

    @Test("One that was shut down, or made by withClient, logs nothing when it goes")
    func shutDown() async throws {
        let log = InMemoryLogHandler()
        do {
            let client = try await client("http://127.0.0.1:1", log)
            try await client.shutdown()
        }
        let configuration = AWSKMSClient.Configuration(
            region: "us-east-1", credentials: FaultServer.credentials, endpoint: "http://127.0.0.1:1")
        try await AWSKMSClient.withClient(
            configuration: configuration, logger: Logger(label: "test") { _ in log }
        ) { _ in }
        #expect(warnings(log).isEmpty)
    }

    @Test("One that could not be made logs no such warning")
    func notMade() async throws {
        let log = InMemoryLogHandler()
        await #expect(throws: KMSError.self) {
            try await AWSKMSClient(
                configuration: .init(region: "us-east-1"), logger: Logger(label: "test") { _ in log },
                environment: Environment(["AWS_EC2_METADATA_DISABLED": "true"]), files: Files(root: "/nowhere"))
        }
        #expect(warnings(log).isEmpty)
    }
}
