// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Foundation
import HTTPFaults
import InMemoryLogging
import InMemoryTracing
import KMSAPI
import Logging
import MetricsTestKit
import Testing
import Tracing

@testable import AWSKMS

@Suite("What is told of a call")
struct ObservabilityTests {
    private func logger(_ log: InMemoryLogHandler) -> Logger {
        var logger = Logger(label: "test") { _ in log }
        logger.logLevel = .trace
        return logger
    }

    @Test("An outage is one warning when it begins and one notice when it ends, however many calls it meets")
    func outage() async throws {
        let (log, hand) = (InMemoryLogHandler(), HandTiming(random: 1))
        let faults = FaultTests.first(Array(repeating: FaultTests.error("KMSInternalException", status: 500), count: 6))
        try await FaultServer.withClient(by: faults, timing: hand.timing, logger: logger(log)) { client, _ in
            for _ in 0..<3 { _ = try await client.sign(CallTests.request) }
        }
        let entries = log.entries.filter { $0.level > .debug }
        #expect(entries.map(\.level) == [.warning, .notice])
        #expect("\(entries[0].message)".hasSuffix(" does not answer: calls wait behind one probe at a time"))
        #expect("\(entries[0].metadata)".contains("KMSInternalException"))
        // 50 and 400 ms before it begins, then four probes, 0.8 s apart.
        #expect("\(entries[1].message)".contains(" answers again, after 3.6"))
    }

    @Test("a call that was retried is one line at debug: how long, how many tries, and what each met")
    func retried() async throws {
        let (log, hand) = (InMemoryLogHandler(), HandTiming(random: 1))
        let faults = FaultTests.first([
            FaultTests.error("ThrottlingException", headers: ["x-amzn-RequestId: r-1"]), .close,
        ])
        try await FaultServer.withClient(by: faults, timing: hand.timing, logger: logger(log)) { client, _ in
            _ = try await client.sign(CallTests.request)
            _ = try await client.sign(CallTests.request)
        }
        let entries = log.entries.filter { "\($0.message)".hasPrefix("KMS Sign") }
        #expect(entries.count == 1)
        let entry = try #require(entries.first)
        #expect(entry.level == .debug)
        #expect("\(entry.message)".hasPrefix("KMS Sign took 3 tries and "))
        #expect(
            entry.metadata["retried"].map { "\($0)" }
                == "ThrottlingException (HTTP 400, request id r-1), waited 400 ms; TransportFailure, waited 400 ms")
        #expect(entry.metadata["key"].map { "\($0)" } == "alias/x")
        #expect(entry.metadata["region"].map { "\($0)" } == "us-east-1")
    }

    @Test("a call that failed is one line with its error")
    func failed() async throws {
        let log = InMemoryLogHandler()
        try await FaultServer.withClient(
            FaultTests.error("DisabledException", headers: ["x-amzn-RequestId: r-2"]), logger: logger(log)
        ) { client, _ in
            await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
        }
        let entries = log.entries.filter { "\($0.message)".hasPrefix("KMS Sign failed after one try and ") }
        #expect(entries.count == 1)
        #expect(entries.first?.metadata["requestID"].map { "\($0)" } == "r-2")
        #expect(entries.first?.metadata["error"].map { "\($0)".contains("DisabledException") } == true)
    }

    @Test("calls, tries and times are counted by operation")
    func metrics() async throws {
        let metrics = TestMetrics()
        try await withMetricsFactory(metrics) {
            try await FaultServer.withClient(by: FaultTests.first([.close, .close])) { client, _ in
                _ = try await client.sign(CallTests.request)
            }
            try await FaultServer.withClient(FaultTests.error("NotFoundException")) { client, _ in
                await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
            }
        }
        let sign = ("operation", "Sign")
        func total(_ label: String, _ dimensions: [(String, String)]) throws -> Int64 {
            try metrics.expectCounter(label, dimensions).totalValue
        }
        #expect(try total("jwt_kms_aws_calls_total", [sign, ("result", "ok")]) == 1)
        #expect(try total("jwt_kms_aws_calls_total", [sign, ("result", "failed")]) == 1)
        #expect(try total("jwt_kms_aws_retries_total", [sign]) == 2)
        #expect(try metrics.expectTimer("jwt_kms_aws_call_duration", [sign]).values.count == 2)
    }

    @Test("an absence that the caller expects is no failure in metrics, spans and log; any other error is")
    func expectedAbsence() async throws {
        let (metrics, tracer, log) = (TestMetrics(), InMemoryTracer(), InMemoryLogHandler())
        try await withMetricsFactory(metrics) {
            for code in ["NotFoundException", "AccessDeniedException"] {
                try await FaultServer.withClient(
                    by: { _ in FaultTests.error(code) }, logger: logger(log), tracer: tracer
                ) {
                    client, _ in
                    await ExpectedAbsence.$isExpected.withValue(true) {
                        await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
                    }
                }
            }
        }
        for (result, count) in [("not_found", 1), ("failed", 1), ("ok", 0)] {
            let counter = try metrics.expectCounter(
                "jwt_kms_aws_calls_total", [("operation", "Sign"), ("result", result)])
            #expect(counter.totalValue == count)
        }
        #expect(tracer.finishedSpans.map(\.errors.count) == [0, 1])
        #expect(log.entries.filter { "\($0.message)".contains("failed") }.count == 1)
    }

    @Test("a call is a span that knows the Region, the number of tries, the request id and the error")
    func spans() async throws {
        let tracer = InMemoryTracer()
        let rule: FaultServer.Rule = {
            $0.number == 1 ? .close : FaultTests.error("NotFoundException", headers: ["x-amzn-RequestId: r-3"])
        }
        try await FaultServer.withClient(by: rule, tracer: tracer) { client, _ in
            await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
        }
        let spans = tracer.finishedSpans.filter { $0.operationName == "AWSKMS.Sign" }
        #expect(spans.count == 1)
        let attributes = try #require(spans.first).attributes
        #expect(attributes.get("rpc.method") == .string("Sign"))
        #expect(attributes.get("cloud.region") == .string("us-east-1"))
        #expect(attributes.get("jwt_kms.attempts") == .int64(2))
        #expect(attributes.get("aws.request_id") == .string("r-3"))
        #expect(attributes.get("error.type") == .string("NotFoundException"))
        #expect(spans.first?.kind == .client)
    }
}
