// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPFaults
import InMemoryLogging
import KMSAPI
import Logging
import Synchronization
import Testing

@testable import AWSKMS

/// A source that counts how often it is asked, and answers when it is told to.
final class CountingSource: CredentialSource {
    struct Down: Error {}

    let name = "counting"
    private struct State {
        var asked = 0
        var isOpen = true
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isDown = false
    }

    private let state = Mutex(State())
    private let lifetime: TimeInterval?
    private let hand: HandTiming

    init(lifetime: TimeInterval?, _ hand: HandTiming) {
        self.lifetime = lifetime
        self.hand = hand
    }

    var asked: Int { state.withLock { $0.asked } }
    var isDown: Bool {
        get { state.withLock { $0.isDown } }
        set { state.withLock { $0.isDown = newValue } }
    }

    func close() { state.withLock { $0.isOpen = false } }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func credentials() async throws -> Credentials? {
        let number = state.withLock { state in
            state.asked += 1
            return state.asked
        }
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
        try Task.checkCancellation()
        guard !isDown else { throw KMSError(.credentials, message: "the source is down") }
        return Credentials(
            accessKeyID: "AKID\(number)", secretAccessKey: "hunter2",
            expiration: lifetime.map { hand.now.addingTimeInterval($0) })
    }
}

@Suite("Credentials over time")
struct CredentialCacheTests {
    let hand = HandTiming(now: Date(timeIntervalSince1970: 1_000_000), random: 0)

    private func cache(
        lifetime: TimeInterval?, logger: Logger? = nil
    ) -> (cache: CredentialCache, source: CountingSource) {
        let source = CountingSource(lifetime: lifetime, hand)
        return (CredentialCache(CredentialChain([source]), timing: hand.timing, logger: logger), source)
    }

    private func id(_ cache: CredentialCache) async throws -> String { try await cache.credentials().accessKeyID }

    /// Lets what goes on in the background come to its end.
    private func settle(_ isDone: () async throws -> Bool) async throws {
        while try await !isDone() { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test("100 who wait are one fetch; what never expires is never fetched again")
    func once() async throws {
        let (cache, source) = cache(lifetime: nil)
        source.close()
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { try await cache.credentials().accessKeyID } }
            while source.asked == 0 { await Task.yield() }
            source.open()
            for try await id in group { #expect(id == "AKID1") }
        }
        hand.advance(by: 1e9)
        #expect(try await id(cache) == "AKID1")
        #expect(source.asked == 1)
    }

    @Test("from 15 minutes before they expire they are fetched in the background, by one, while the old ones serve")
    func background() async throws {
        let (cache, source) = cache(lifetime: 3600)
        #expect(try await id(cache) == "AKID1")
        hand.advance(by: 2699)
        #expect(try await id(cache) == "AKID1")
        #expect(source.asked == 1)
        hand.advance(by: 1)
        source.close()
        for _ in 0..<100 { #expect(try await id(cache) == "AKID1") }
        try await settle { source.asked == 2 }
        source.open()
        try await settle { try await id(cache) == "AKID2" }
        #expect(source.asked == 2)
    }

    @Test(
        "chance moves the time of the refresh by up to 5 minutes", arguments: [(0.0, 2700.0), (0.5, 2850), (1, 3000)])
    func jitter(random: Double, begin: TimeInterval) {
        let times = CredentialTimes(expiration: hand.now + 3600, fetched: hand.now, random: random)
        #expect(times.refreshFrom == hand.now + begin)
        #expect(times.waitFrom == hand.now + 3540)
    }

    @Test("in the last minute a call waits for new ones")
    func lastMinute() async throws {
        let (cache, source) = cache(lifetime: 3600)
        #expect(try await id(cache) == "AKID1")
        hand.advance(by: 3540)
        #expect(try await id(cache) == "AKID2")
        #expect(source.asked == 2)
    }

    @Test("while the old ones are good a refresh that fails is only logged, and not tried again at once")
    func failing() async throws {
        let log = InMemoryLogHandler()
        let (cache, source) = cache(lifetime: 3600, logger: Logger(label: "test") { _ in log })
        #expect(try await id(cache) == "AKID1")
        source.isDown = true
        hand.advance(by: 2800)
        #expect(try await id(cache) == "AKID1")
        try await settle { log.entries.contains { $0.level == .warning } }
        for _ in 0..<10 { #expect(try await id(cache) == "AKID1") }
        #expect(source.asked == 2)
        // The last minute: waited for, and still only logged.
        hand.advance(by: 760)
        #expect(try await id(cache) == "AKID1")
        #expect(source.asked == 3)
        // They have expired: now it is an error.
        hand.advance(by: 40)
        let error = await #expect(throws: KMSError.self) { try await cache.credentials() }
        #expect(error?.message == "the source is down")
        // It is left alone for a second: not every call asks a source that is down.
        source.isDown = false
        await #expect(throws: KMSError.self) { try await cache.credentials() }
        #expect(source.asked == 4)
        hand.advance(by: 1)
        #expect(try await id(cache) == "AKID5")
        #expect(log.entries.allSatisfy { !"\($0)".contains("hunter2") })
    }

    @Test("those that live for 2 seconds are fetched once a second, not with every call")
    func shortLived() async throws {
        let (cache, source) = cache(lifetime: 2)
        for step in 0..<20 {
            _ = try await cache.credentials()
            try await settle { source.asked >= step / 8 }
            hand.advance(by: 0.1)
        }
        #expect((2...4).contains(source.asked))
    }

    @Test("those that AWS refused are fetched again once for all who were refused; the same again is no help")
    func replace() async throws {
        let (cache, source) = cache(lifetime: 3600)
        let old = try await cache.credentials()
        let results = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 { group.addTask { try await cache.replace(old) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.allSatisfy { $0 } && results.count == 100)
        #expect(source.asked == 2)
        let given = CredentialCache(CredentialChain([FaultServer.credentials]), timing: hand.timing)
        #expect(try await given.replace(given.credentials()) == false)
    }

    @Test("who is cancelled leaves at once; the fetch goes on for those who come")
    func cancellation() async throws {
        let (cache, source) = cache(lifetime: 3600)
        source.close()
        let waiting = (0..<5).map { _ in Task { try await cache.credentials() } }
        try await settle { source.asked == 1 }
        for task in waiting {
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        source.open()
        #expect(try await id(cache) == "AKID1")
        #expect(source.asked == 1)
    }

    @Test("after a shutdown nothing begins, and who waited gets an error that says so")
    func shutdown() async throws {
        let (cache, source) = cache(lifetime: 3600)
        source.close()
        let waiting = Task { try await cache.credentials() }
        try await settle { source.asked == 1 }
        cache.shutdown()
        source.open()
        for task in [waiting, Task { try await cache.credentials() }] {
            let error = await #expect(throws: KMSError.self) { try await task.value }
            #expect(error?.kind == .configuration)
        }
        #expect(source.asked == 1)
    }

    @Test("those that have expired already, by a clock that is wrong, are used, and not fetched with every call")
    func wrongClock() async throws {
        let (cache, source) = cache(lifetime: -3600)
        for _ in 0..<100 { _ = try await cache.credentials() }
        #expect(source.asked == 1)
        hand.advance(by: 60)
        _ = try await cache.credentials()
        #expect(source.asked == 2)
    }

    @Test("in the last minute a source that hangs stops no call: the old ones are still good")
    func lastMinuteHanging() async throws {
        let source = CountingSource(lifetime: 3600, hand)
        let cache = CredentialCache(
            CredentialChain([source]), timing: hand.timing, patience: .milliseconds(20))
        #expect(try await id(cache) == "AKID1")
        source.close()
        hand.advance(by: 3545)
        #expect(try await id(cache) == "AKID1")
        source.open()
        try await settle { try await id(cache) == "AKID2" }
        #expect(source.asked == 2)
    }

    @Test("a call whose time is over says that it was for credentials that it waited")
    func slowSource() async throws {
        let source = CountingSource(lifetime: 3600, hand)
        try await FaultServer.run(.answer(body: CallTests.answer)) { server in
            let client = try await AWSKMSClient(
                configuration: .init(
                    region: "us-east-1", credentials: source, endpoint: server.url, requestTimeout: .milliseconds(200)),
                environment: Environment([:]), timing: hand.timing)
            source.close()
            hand.advance(by: 7200)
            let error = await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
            #expect(error?.message == "the source of AWS credentials did not answer within 200 ms")
            #expect(server.requests.isEmpty)
            source.open()
            try await client.shutdown()
        }
    }

    @Test("a fetch that hangs is given up after two minutes, and its late end replaces nothing")
    func hanging() async throws {
        let (cache, source) = cache(lifetime: 3600)
        #expect(try await id(cache) == "AKID1")
        source.close()
        hand.advance(by: 2800)
        #expect(try await id(cache) == "AKID1")
        try await settle { source.asked == 2 }
        hand.advance(by: 3600)
        let waiting = Task { try await id(cache) }
        try await settle { source.asked == 3 }
        source.open()
        #expect(try await waiting.value == "AKID3")
        #expect(try await id(cache) == "AKID3")
    }

    @Test("the same keys with another end are the same: AWS is not asked again with them")
    func moved() async throws {
        struct Moving: CredentialSource {
            let name = "moving"
            let hand: HandTiming
            func credentials() async throws -> Credentials? {
                hand.advance(by: 1)
                return Credentials(accessKeyID: "A", secretAccessKey: "hunter2", expiration: hand.now + 600)
            }
        }
        let moving = CredentialCache(CredentialChain([Moving(hand: hand)]), timing: hand.timing)
        #expect(try await moving.replace(moving.credentials()) == false)
    }

    @Test("AWS's clock, where it is known, tells when they expire")
    func skewed() async throws {
        let (source, skew) = (CountingSource(lifetime: 3600, hand), ClockSkew())
        let cache = CredentialCache(CredentialChain([source]), timing: hand.timing, skew: skew)
        _ = try await cache.credentials()
        #expect(skew.correct(by: "Mon, 12 Jan 1970 17:46:40 GMT", now: hand.now, used: 0))
        #expect(try await id(cache) == "AKID2")
    }

    @Test("a KMS that takes no credentials makes their source be asked once a call, not once a try")
    func refused() async throws {
        let source = CountingSource(lifetime: nil, hand)
        try await FaultServer.withClient(
            by: { _ in FaultTests.error("UnrecognizedClientException") }, credentials: source
        ) { client, server in
            await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
            #expect(source.asked == 2)
            #expect(server.requests.count == 2)
        }
    }

    @Test("a call under way whose credentials end is tried again with new ones: 100 calls, one fetch")
    func expiringInFlight() async throws {
        let source = CountingSource(lifetime: nil, hand)
        let rule: FaultServer.Rule = { request in
            request.header("Authorization").contains("Credential=AKID1/")
                ? FaultTests.error("ExpiredTokenException") : .answer(body: CallTests.answer)
        }
        try await FaultServer.withClient(by: rule, attempts: 3, credentials: source) { client, server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 { group.addTask { _ = try await client.sign(CallTests.request) } }
                try await group.waitForAll()
            }
            #expect(source.asked == 2)
            #expect(server.requests.count <= 200)
        }
    }

    @Test("a source that is down while AWS refuses the old ones is what the error tells")
    func replaceFails() async throws {
        let source = CountingSource(lifetime: nil, hand)
        try await FaultServer.withClient(
            by: { _ in FaultTests.error("ExpiredTokenException") }, credentials: source
        ) { client, server in
            source.isDown = true
            let error = await #expect(throws: KMSError.self) { try await client.sign(CallTests.request) }
            #expect(error?.kind == .credentials)
            #expect(server.requests.count == 1)
        }
    }
}
