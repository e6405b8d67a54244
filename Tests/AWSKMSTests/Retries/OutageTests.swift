// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Synchronization
import Testing

@testable import AWSKMS

/// Calls through an outage, by a clock that is moved by hand.
@Suite("Outages", .timeLimit(.minutes(5)))
struct OutageTests {
    /// What KMS does with a request of this number, from 1; it takes time by the clock.
    private typealias KMS = @Sendable (_ request: Int, ManualClock) async throws -> Void

    /// Callers of one client.
    private final class Fleet: Sendable {
        struct Report {
            /// When each request was sent, of each caller.
            var requests: [[Date]] = []
            var signed: [Date] = []
            var errors: [(error: KMSError, at: Date)] = []
            var sent = 0
            var unfinished = 0

            var all: [Date] { requests.flatMap { $0 } }
        }

        let clock = ManualClock()
        let admission: Admission
        let retries: Retries
        private let state = Mutex(Report())

        init(connections: Int = 64) {
            let timing = clock.timing { Double.random(in: 0..<1) }
            admission = Admission(to: "kms.example", maximum: connections, timing: timing)
            retries = Retries(policy: .patient, timing: timing)
        }

        var report: Report { state.withLock { $0 } }

        private func call(_ caller: Int, limit: TimeInterval, _ kms: KMS) async {
            do {
                try await retries.run(until: clock.now.addingTimeInterval(limit), admittedBy: admission) { _ in
                    let number = state.withLock { state in
                        state.requests[caller].append(clock.now)
                        state.sent += 1
                        return state.sent
                    }
                    do {
                        try await kms(number, clock)
                        admission.answered()
                    } catch let error as KMSError {
                        admission.failed(error)
                        throw error
                    }
                }
                state.withLock { $0.signed.append(clock.now) }
            } catch {
                let error = (error as? KMSError).map(admission.explaining)
                state.withLock { state in if let error { state.errors.append((error, clock.now)) } }
            }
            state.withLock { $0.unfinished -= 1 }
        }

        /// Lets callers call at once, and moves the clock whenever all of them wait for it.
        ///
        /// - Parameter longestStep: the clock is not moved by more, in seconds: callers may be about to go on.
        func run(
            callers: Int, limit: TimeInterval, longestStep: TimeInterval = .infinity, _ kms: @escaping KMS
        ) async -> Report {
            state.withLock { $0 = Report(requests: Array(repeating: [], count: callers), unfinished: callers) }
            await withTaskGroup(of: Void.self) { group in
                for caller in 0..<callers { group.addTask { await self.call(caller, limit: limit, kms) } }
                var (before, quiet) = ([0], 0)
                while let counts = state.withLock({ $0.unfinished > 0 ? [$0.unfinished, $0.sent] : nil }) {
                    let now = counts + [clock.sleepers, clock.sleeps]
                    // All of them sleep, and have done so for a while.
                    quiet = now == before && clock.sleepers >= counts[0] ? quiet + 1 : 0
                    before = now
                    if quiet > 20 { clock.wakeNext(within: longestStep) }
                    await Task.yield()
                }
            }
            return report
        }
    }

    /// Answers after 10 ms: with an error until a time, in seconds.
    private static func fails(until end: TimeInterval, with error: KMSError = faults[0]) -> KMS {
        { _, clock in
            try await clock.sleep(.milliseconds(10))
            if clock.now.timeIntervalSince1970 < end { throw error }
        }
    }

    private static let faults = [
        KMSError(.kmsInternal, message: "try again", kmsStatus: 500), KMSError(.throttling, message: "slower"),
        KMSError(.transport, message: "the connection was reset"),
    ]

    @Test(
        "An outage of a second loses no signature, sends few requests, and is over for every call within a second",
        arguments: [1, 2, 64, 1000], faults)
    func second(callers: Int, fault: KMSError) async throws {
        let report = await Fleet().run(callers: callers, limit: 10, longestStep: 1, Self.fails(until: 1, with: fault))
        #expect(report.signed.count == callers && report.errors.isEmpty)
        #expect(try #require(report.signed.max()).timeIntervalSince1970 <= 2)
        let during = report.requests.map { requests in requests.count { $0.timeIntervalSince1970 < 0.99 } }
        #expect(during.allSatisfy { $0 <= 3 })
        // The outage is known at the third failure. Until then as many are sent as there are connections, and two.
        let blind = report.all.count { $0.timeIntervalSince1970 < 0.011 }
        #expect((min(callers, 64)...min(callers, 66)).contains(blind))
        #expect(during.reduce(0, +) - blind <= 50)
    }

    @Test("In an outage of a minute every call ends by its limit and says for how long KMS has been failing")
    func minute() async throws {
        let report = await Fleet().run(callers: 300, limit: 60, Self.fails(until: .infinity))
        #expect(report.signed.isEmpty && report.errors.count == 300)
        for (error, date) in report.errors {
            #expect((59...60.01).contains(date.timeIntervalSince1970))
            #expect(error.kind == .kmsInternal && error.isRetryable && error.kmsStatus == 500)
            #expect(error.message.hasPrefix("try again. kms.example has been failing for 59."), "\(error.message)")
        }
        // A probe each 0.64 to 0.8 seconds.
        #expect((64 + 73...64 + 94).contains(report.all.count), "\(report.all.count)")
    }

    @Test("The first call after an outage is sent at once if no call waited, and the others follow it")
    func afterwards() async throws {
        let fleet = Fleet()
        _ = await fleet.run(callers: 1, limit: 20, Self.fails(until: .infinity))
        let task = Task { try await fleet.clock.sleep(.seconds(1)) }
        while fleet.clock.sleepers == 0 { await Task.yield() }
        fleet.clock.wakeNext()
        try await task.value
        let begin = fleet.clock.now
        let report = await fleet.run(callers: 3, limit: 10, longestStep: 0.1, Self.fails(until: 0))
        #expect(report.signed.count == 3 && report.all.count == 3)
        #expect(report.all.min() == begin && report.all.count { $0 == begin } == 1)
    }

    @Test("A probe that hangs delays no other call")
    func hanging() async throws {
        let report = await Fleet().run(callers: 5, limit: 60, longestStep: 3) { request, clock in
            // The first five fail, and of the probes the first one hangs.
            try await clock.sleep(request == 6 ? .seconds(3) : .milliseconds(10))
            if request <= 6 { throw Self.faults[2] }
        }
        #expect(report.signed.count == 5)
        let first = try #require(report.signed.min())
        #expect(first.timeIntervalSince1970 < 2)
    }

    @Test("Fewer than three failures in a row delay no other call, and pay from the quota of retries")
    func single() async throws {
        let fleet = Fleet()
        let report = await fleet.run(callers: 1, limit: 10) { request, _ in if request < 3 { throw Self.faults[0] } }
        #expect(report.signed.count == 1 && report.all.count == 3 && fleet.retries.quota.remaining == 486)
        for _ in 0..<2 { fleet.admission.failed(Self.faults[0]) }
        #expect(!fleet.admission.isOutage)
        fleet.admission.answered()
        fleet.admission.failed(Self.faults[0])
        #expect(!fleet.admission.isOutage)
        for _ in 0..<2 { fleet.admission.failed(Self.faults[0]) }
        #expect(fleet.admission.isOutage)
    }

    @Test("A call that is cancelled as it waits ends at once, and another sends the probe in its place")
    func cancelled() async throws {
        let fleet = Fleet()
        for _ in 0..<3 { fleet.admission.failed(Self.faults[0]) }
        let calls = (0..<3).map { _ in
            Task { try await fleet.admission.enter(until: fleet.clock.now.addingTimeInterval(600)) }
        }
        while fleet.admission.waiting < 3 { await Task.yield() }
        for call in calls.prefix(2) { call.cancel() }
        for call in calls.prefix(2) { await #expect(throws: CancellationError.self) { try await call.value } }
        while fleet.clock.now.timeIntervalSince1970 == 0 {
            fleet.clock.wakeNext(within: 1)
            await Task.yield()
        }
        try await calls[2].value
        #expect(fleet.clock.now.timeIntervalSince1970 < 1)
    }

    @Test("No more calls are under way than there are connections, and those that wait come in turn")
    func connections() async throws {
        let most = Mutex((now: 0, most: 0))
        let report = await Fleet(connections: 4).run(callers: 40, limit: 60, longestStep: 1) { _, clock in
            most.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            defer { most.withLock { $0.now -= 1 } }
            try await clock.sleep(.milliseconds(10))
        }
        #expect(report.signed.count == 40 && most.withLock { $0.most } == 4)
        #expect(report.signed.max()?.timeIntervalSince1970 ?? 0 < 0.11)
    }
}
