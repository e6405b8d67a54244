// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import InMemoryLogging
import KMSAPI
import LocalKMS
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import JWTKMS

@Suite("The end of the service that follows a rotation", .timeLimit(.minutes(1)))
struct EndOfServiceTests {
    let rotation = FollowedRotation()
    private var kms: LocalKMS { rotation.kms.kms }

    /// A rotation whose first reading hangs until it is cancelled.
    private func hanging() async throws -> (KMSKeyCollection, hasBegun: Gate) {
        _ = try await rotation.threeKeys()
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let hasBegun = Gate()
        rotation.kms.change { hooks in
            hooks.getPublicKey = { _ in
                hasBegun.open()
                do { try await Task.sleep(for: .seconds(86_400)) } catch {
                    // As a client that is being shut down may tell it.
                    throw KMSError(.configuration, message: "the client was shut down")
                }
                return nil
            }
        }
        return (keys, hasBegun)
    }

    @Test("it cancels its reading, waits for the end of it, and neither logs nor counts a failure")
    func cancelled() async throws {
        let (keys, hasBegun) = try await hanging()
        let service = Task { try await keys.run() }
        _ = await rotation.hand.sleeper()
        rotation.hand.advance(by: .seconds(60))
        await hasBegun.pass()
        let calls = rotation.kms.calls.count
        service.cancel()
        try await service.value
        #expect(keys.followers[0].shared.withLock { $0.flight == nil })
        #expect(rotation.kms.calls.count == calls)
        #expect(rotation.log.entries.allSatisfy { $0.level < .warning })
        #expect(keys.status()[0].failures == 0 && keys.status()[0].troubles.isEmpty)
        // Another service goes on at once.
        rotation.kms.change { $0.getPublicKey = nil }
        let next = Task { try await keys.run() }
        while rotation.kms.calls.count < calls + 4 { await Task.yield() }
        next.cancel()
        try await next.value
    }

    @Test("so it is when the services shut down")
    func gracefulShutdown() async throws {
        let (keys, hasBegun) = try await hanging()
        let group = ServiceGroup(services: [keys], logger: Logger(label: "services") { _ in SwiftLogNoOpLogHandler() })
        async let services: Void = group.run()
        _ = await rotation.hand.sleeper()
        rotation.hand.advance(by: .seconds(60))
        await hasBegun.pass()
        await group.triggerGracefulShutdown()
        try await services
        #expect(keys.followers[0].shared.withLock { $0.flight == nil })
        #expect(rotation.log.entries.allSatisfy { $0.level < .warning })
    }
}
