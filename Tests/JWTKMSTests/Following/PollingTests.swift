// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import KMSAPI
import LocalKMS
import MetricsTestKit
import Testing

@testable import JWTKMS

@Suite("Reading the aliases of a rotation when they are due", .timeLimit(.minutes(1)))
struct PollingTests {
    let rotation = FollowedRotation()
    private var kms: LocalKMS { rotation.kms.kms }

    @Test("one task reads the aliases of all rotations every interval, and ends when it is cancelled")
    func service() async throws {
        let keys = rotation.collection()
        for alias in ["alias/x", "alias/y"] {
            _ = try await kms.makeKey(alias: alias)
            try await keys.add(rotating: alias)
        }
        let service = Task { try await keys.run() }
        #expect(await rotation.hand.sleeper() == .seconds(60))
        let before = rotation.read.count
        for round in 1...3 {
            rotation.hand.advance(by: .seconds(60))
            // It sleeps again when it has read, and one rotation may be read before the other.
            while rotation.read.count < before + 6 * round { await Task.yield() }
            _ = await rotation.hand.nextSleeper()
        }
        // Of each rotation alias/x-next, alias/x and alias/x-previous.
        #expect(rotation.read.count - before == 3 * 2 * 3)
        service.cancel()
        try await service.value
    }

    @Test("a KMS that does not answer for one rotation holds up no other")
    func stuck() async throws {
        let keys = rotation.collection()
        for alias in ["alias/x", "alias/y"] {
            _ = try await kms.makeKey(alias: alias)
            try await keys.add(rotating: alias)
        }
        let gate = Gate()
        rotation.kms.change { hooks in
            hooks.getPublicKey = { request in
                if request.keyID.hasPrefix("alias/x") { await gate.pass() }
                return nil
            }
        }
        let service = Task { try await keys.run() }
        func read(_ alias: String) -> Int { rotation.read.count { $0.hasPrefix(alias) } }
        let before = (read("alias/x"), read("alias/y"))
        for round in 1...3 {
            _ = await rotation.hand.nextSleeper()
            rotation.hand.advance(by: .seconds(60))
            while read("alias/y") < before.1 + 3 * round { await Task.yield() }
        }
        #expect(read("alias/x") == before.0 + 1)
        gate.open()
        service.cancel()
        try await service.value
    }

    @Test("a rotation that is added while it runs is read when it is due")
    func addedLater() async throws {
        _ = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        let service = Task { try await keys.run() }
        #expect(await rotation.hand.sleeper() > .seconds(86_400))
        try await keys.add(rotating: "alias/x")
        while await rotation.hand.sleeper() != .seconds(60) { await Task.yield() }
        service.cancel()
        try await service.value
    }

    @Test("of two tasks that read, either may end: the other goes on", arguments: [0, 1])
    func twoTasks(ends: Int) async throws {
        _ = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        let services = (0..<2).map { _ in Task { try await keys.run() } }
        _ = await rotation.hand.sleeper()
        for _ in 0..<100 { await Task.yield() }
        try await keys.add(rotating: "alias/x")
        services[ends].cancel()
        try await services[ends].value
        while await rotation.hand.sleeper() != .seconds(60) { await Task.yield() }
        services[1 - ends].cancel()
        try await services[1 - ends].value
    }

    @Test("after a failure it reads again soon, later each time and never later than every interval")
    func backsOff() async throws {
        _ = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        kms.faults.throttle(next: 9)
        let service = Task { try await keys.run() }
        var pauses: [Duration] = []
        var slept = await rotation.hand.sleeper()
        for _ in 0..<9 {
            rotation.hand.advance(by: slept - rotation.hand.clock.elapsed())
            slept = await rotation.hand.nextSleeper()
            pauses.append(slept - rotation.hand.clock.elapsed())
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) })
        service.cancel()
        try await service.value
    }

    @Test("readings are counted: all well, with an alias that keeps its last good state, and failed")
    func counted() async throws {
        let metrics = TestMetrics()
        try await withMetricsFactory(metrics) {
            _ = try await kms.makeKey(alias: "alias/x")
            let keys = rotation.collection()
            try await keys.add(rotating: "alias/x")
            try await kms.deleteAlias(DeleteAliasRequest(aliasName: "alias/x"))
            for _ in 0..<2 { try await keys.resolveAgain() }
            kms.faults.throttle(next: 1)
            _ = await kmsError { try await keys.resolveAgain() }
            for (result, count) in [("ok", 1), ("kept", 2), ("failed", 1)] {
                let counter = try metrics.expectCounter("jwt_kms_rotation_polls_total", [("result", result)])
                #expect(counter.totalValue == count)
            }
        }
    }

    @Test(
        "where nobody runs it, verifying begins a reading that is overdue, once, and does not wait for it",
        arguments: [false, true])
    func overdue(iterating: Bool) async throws {
        let (_, now, next) = try await rotation.threeKeys()
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let token = try await keys.sign(Session.ofAnHour)
        let (gate, _) = rotation.holdReadings()
        try await kms.move("alias/x-previous", to: now)
        try await kms.move("alias/x", to: next)
        let before = rotation.read.count
        rotation.hand.advance(by: .seconds(74))
        for _ in 0..<10 { _ = try await keys.verify(token, as: Session.self, iteratingKeys: iterating) }
        #expect(rotation.read.count == before)
        rotation.hand.advance(by: .seconds(1))
        for _ in 0..<10 { _ = try await keys.verify(token, as: Session.self, iteratingKeys: iterating) }
        gate.open()
        while keys.keys[0].arn != next { await Task.yield() }
        // The four aliases, and the key that has none any more.
        #expect(rotation.read.count - before == 5)
    }

    @Test(
        "where nobody runs it, a token of a key that is not known waits for the one reading that is overdue; forged ones too",
        arguments: [false, true])
    func overdueUnknownKey(iterating: Bool) async throws {
        _ = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let next = try await kms.makeKey(alias: "alias/x-next")
        let token = try await rotation.token(of: next)
        let error = await jwtError { try await keys.verify(token, as: Session.self, iteratingKeys: iterating) }
        #expect(error?.errorType == (iterating ? .signatureVerificationFailed : .unknownKID))
        rotation.hand.advance(by: .seconds(75))
        let before = rotation.read.count
        let good = try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<50 {
                let token = index == 25 ? token : try Forge().token(header: #"{"alg":"ES256","kid":"f\#(index)"}"#)
                group.addTask {
                    (try? await keys.verify(token, as: Session.self, iteratingKeys: iterating)) != nil
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(good == 1)
        #expect(rotation.read.count - before == 3, "one reading of three aliases")
    }

    @Test("a token of a key that is not known waits for no reading that is not overdue")
    func unknownKeyWhileReading() async throws {
        _ = try await kms.makeKey(alias: "alias/x")
        let keys = rotation.collection()
        try await keys.add(rotating: "alias/x")
        let (gate, hasBegun) = rotation.holdReadings()
        let reading = Task { try await keys.resolveAgain() }
        await hasBegun.pass()
        let forged = try Forge().token(header: #"{"alg":"ES256","kid":"forged"}"#)
        #expect(await jwtError { try await keys.verify(forged, as: Session.self) }?.errorType == .unknownKID)
        gate.open()
        try await reading.value
    }

    @Test("a fleet that was started at once is spread: by chance a reading is due up to a fifth earlier")
    func jitter() {
        for (chance, due) in [(0.0, 48), (0.5, 54), (1, 60)] {
            var timing = FollowTiming(interval: .seconds(60), now: .zero)
            timing.succeeded(.seconds(2), chance: chance)
            #expect(abs(timing.due.seconds - Double(due)) < 0.001)
        }
    }

    @Test("a collection that goes takes its rotations along")
    func noCycle() async throws {
        _ = try await kms.makeKey(alias: "alias/x")
        weak var gone: KMSKeyCollection?
        do {
            let keys = rotation.collection()
            try await keys.add(rotating: "alias/x")
            gone = keys
        }
        #expect(gone == nil)
    }
}
