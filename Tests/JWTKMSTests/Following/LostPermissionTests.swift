// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import InMemoryLogging
import KMSAPI
import LocalKMS
import Logging
import MetricsTestKit
import Testing

@testable import JWTKMS

@Suite("Following aliases without permission, or without a client")
struct LostPermissionTests {
    let rotation = FollowedRotation()
    private var kms: LocalKMS { rotation.kms.kms }
    private var errors: [InMemoryLogHandler.Entry] { rotation.log.entries.filter { $0.level >= .error } }

    /// Refuses every reading of these; of all for none.
    private func refuse(_ kind: KMSError.Kind, _ references: String...) {
        rotation.kms.change { hooks in
            hooks.getPublicKey = { request in
                guard references.isEmpty || references.contains(request.keyID) else { return nil }
                throw KMSError(kind, message: "not \(request.keyID)")
            }
        }
    }

    @Test(
        "one lost permission is one trouble, few calls and one line of the log; it is a failure, and resolveAgain throws"
    )
    func allDenied() async throws {
        let metrics = TestMetrics()
        try await withMetricsFactory(metrics) {
            _ = try await kms.makeKey(alias: "alias/x")
            let keys = rotation.collection()
            try await keys.add(rotating: "alias/x")
            let token = try await keys.sign(Session.ofAnHour)
            refuse(.accessDenied)
            for count in 1...3 {
                let before = rotation.read.count
                #expect(await kmsError { try await keys.resolveAgain() }?.kind == .accessDenied)
                let status = keys.status()[0]
                #expect(status.troubles.map(\.alias) == ["alias/x"])
                #expect(status.failures == count && status.lastError?.kind == .accessDenied)
                #expect(rotation.read.count - before == 3)
            }
            #expect(errors.count == 1)
            _ = try await keys.verify(token, as: Session.self)
            refuse(.accessDenied, "alias/y")
            try await keys.resolveAgain()
            #expect(keys.status()[0].troubles.isEmpty && keys.status()[0].failures == 0)
            let failed = try metrics.expectCounter("jwt_kms_rotation_polls_total", [("result", "failed")])
            #expect(failed.totalValue == 3)
        }
    }

    @Test("of three keys that are denied the one that signs is named")
    func threeDenied() async throws {
        _ = try await rotation.threeKeys()
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        refuse(.accessDenied)
        _ = await kmsError { try await keys.resolveAgain() }
        #expect(keys.status()[0].troubles.map(\.alias) == ["alias/x"])
        #expect(keys.keys.count == 3)
    }

    @Test("a key that alone is denied is named, and the others are followed")
    func oneDenied() async throws {
        let (old, now, next) = try await rotation.threeKeys()
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        refuse(.accessDenied, "alias/x-next")
        try await kms.createAlias(CreateAliasRequest(aliasName: "alias/x-previous-2", targetKeyID: old))
        try await kms.move("alias/x-previous", to: now)
        try await kms.move("alias/x", to: next)
        #expect(await kmsError { try await keys.resolveAgain() }?.kind == .accessDenied)
        #expect(keys.keys.map(\.arn) == [next, now, old])
        #expect(keys.status()[0].troubles.map(\.alias) == ["alias/x-next"])
        #expect(keys.status()[0].isHealthy)
    }

    @Test("aliases that were never seen and are denied are one trouble, and a server starts all the same")
    func unseenDenied() async throws {
        _ = try await kms.makeKey(alias: "alias/x")
        refuse(.accessDenied, "alias/x-next", "alias/x-previous", "alias/x-previous-2")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        #expect(rotation.read == ["alias/x", "alias/x-next", "alias/x", "alias/x-previous"])
        #expect(keys.status()[0].troubles.map(\.alias) == ["alias/x-next"])
        #expect(keys.status()[0].failures == 1)
        _ = try await keys.sign(Session.ofAnHour)
    }

    @Test(
        "what is wrong with the client or its credentials is no error of an alias",
        arguments: [KMSError.Kind.configuration, .credentials, .expiredToken, .unrecognizedClient, .invalidSignature])
    func client(kind: KMSError.Kind) async throws {
        _ = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        refuse(kind)
        let before = rotation.read.count
        #expect(await kmsError { try await keys.resolveAgain() }?.kind == kind)
        #expect(keys.status()[0].troubles.isEmpty && keys.status()[0].failures == 1)
        #expect(errors.isEmpty)
        #expect(rotation.read.count - before == 1)
    }
}
