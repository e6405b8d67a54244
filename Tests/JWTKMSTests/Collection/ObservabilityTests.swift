// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Foundation
import InMemoryLogging
import InMemoryTracing
import Instrumentation
import JWTKMS
import LocalKMS
import Logging
import MetricsTestKit
import Testing
import Tracing

@Suite("What is logged, counted and traced")
struct ObservabilityTests {
    @Test("a key that can't be read is logged with its reference, and no token, payload or signature ever is")
    func logs() async throws {
        let log = InMemoryLogHandler()
        var logger = Logger(label: "jwt-kms") { _ in log }
        logger.logLevel = .trace
        let (kms, hand) = (RecordingKMS(), HandClock())
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = KMSKeyCollection(
            client: kms, cache: .expiring(after: .seconds(60)), logger: logger, clock: hand.clock)
        try await keys.add("alias/x")
        let token = try await keys.sign(Session(sub: "hunter2"))
        hand.advance(by: .seconds(60))
        _ = try await keys.verify(token, as: Session.self)
        kms.change { $0.getPublicKey = { _ in throw KMSError(.throttling, message: "slow down") } }
        hand.advance(by: .seconds(60))
        _ = try await keys.verify(token, as: Session.self)
        _ = await jwtError { try await keys.verify(tampered(token), as: Session.self) }
        #expect(log.entries.count == 2)
        #expect(log.entries.last?.level == .warning)
        #expect("\(log.entries)".contains("alias/x"))
        for part in token.split(separator: ".").map({ String($0) }) + ["hunter2"] {
            #expect(!"\(log.entries)".contains(part))
        }
    }

    @Test("tokens signed, verified, refused and not checked are counted apart, and so are fetched keys")
    func metrics() async throws {
        let counted = TestMetrics()
        let kms = RecordingKMS()
        _ = try await kms.kms.makeKey(alias: "alias/x")
        try await withMetricsFactory(counted) {
            let keys = KMSKeyCollection(client: kms)
            try await keys.add("alias/x")
            let token = try await keys.sign(Session())
            for _ in 0..<3 { _ = try await keys.verify(token, as: Session.self) }
            for _ in 0..<2 { _ = await jwtError { try await keys.verify(tampered(token), as: Session.self) } }
            kms.change {
                $0.sign = { _, answer in
                    SignResponse(keyID: answer.keyID, signature: Data([1]), signingAlgorithm: answer.signingAlgorithm)
                }
            }
            _ = await kmsError { try await keys.sign(Session()) }
            kms.change { $0.getPublicKey = { _ in throw KMSError(.throttling, message: "slow down") } }
            keys.clearPublicKeys()
            _ = await kmsError { try await keys.verify(token, as: Session.self) }
        }
        let total = { (label: String, result: String) in
            try counted.expectCounter(label, [("result", result)]).totalValue
        }
        #expect(try total("jwt_kms_verifications_total", "ok") == 3)
        #expect(try total("jwt_kms_verifications_total", "bad_token") == 2)
        #expect(try total("jwt_kms_verifications_total", "unavailable") == 1)
        #expect(try total("jwt_kms_signatures_total", "ok") == 1)
        #expect(try total("jwt_kms_signatures_total", "failed") == 1)
        #expect(try counted.expectCounter("jwt_kms_self_check_failures_total").totalValue == 1)
        #expect(try counted.expectCounter("jwt_kms_public_key_fetches_total").totalValue == 2)
    }

    /// The process has one tracer, which the first test that asks for it sets.
    static let tracer = {
        let tracer = InMemoryTracer()
        InstrumentationSystem.bootstrap(tracer)
        return tracer
    }()

    @Test("each call to KMS is a span of the caller's trace, with OpenTelemetry's RPC attributes and the error's code")
    func spans() async throws {
        let tracer = Self.tracer
        let kms = RecordingKMS()
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = KMSKeyCollection(client: kms)
        let trace = try await withSpan("request") { span in
            try await keys.add("alias/x", options: KeyOptions(verification: .remote))
            let token = try await keys.sign(Session())
            _ = try await keys.verify(token, as: Session.self)
            kms.change { $0.verify = { _ in throw KMSError(.throttling, message: "slow down") } }
            _ = await kmsError { try await keys.verify(token, as: Session.self) }
            return span.context.inMemorySpanContext?.traceID
        }
        let calls = tracer.finishedSpans.filter { $0.traceID == trace && $0.kind == .client }
        #expect(calls.map(\.operationName) == ["KMS.GetPublicKey", "KMS.Sign", "KMS.Verify", "KMS.Verify"])
        for call in calls {
            #expect(call.attributes.get("rpc.system") == .string("aws-api"))
            #expect(call.attributes.get("rpc.service") == .string("KMS"))
            #expect(call.attributes.get("rpc.method") == .string(String(call.operationName.dropFirst(4))))
        }
        #expect(calls.map { $0.errors.count } == [0, 0, 0, 1])
        #expect(calls.last?.attributes.get("error.type") == .string("ThrottlingException"))
    }

    @Test("an alias of a rotation that is not there is no error of its span; alias/x that is not there is one")
    func absentAliases() async throws {
        let tracer = Self.tracer
        let kms = RecordingKMS()
        _ = try await kms.kms.makeKey(alias: "alias/x")
        let keys = KMSKeyCollection(client: kms)
        let trace = try await withSpan("request") { span in
            try await keys.add(rotating: "alias/x")
            _ = await kmsError { try await keys.add(rotating: "alias/y") }
            return span.context.inMemorySpanContext?.traceID
        }
        let calls = tracer.finishedSpans.filter { $0.traceID == trace && $0.kind == .client }
        // alias/x when it is added, and three aliases of which one is there; then alias/y.
        #expect(calls.map { $0.errors.count } == [0, 0, 0, 0, 1])
        #expect(calls.map { $0.status?.code == .error } == [false, false, false, false, true])
        #expect(calls.compactMap { $0.attributes.get("error.type") } == [.string("NotFoundException")])
    }
}
