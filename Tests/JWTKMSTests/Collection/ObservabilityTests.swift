// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import InMemoryLogging
import JWTKMS
import LocalKMS
import Logging
import Testing

@Suite("What is logged")
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
}
