// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import KMSAPI
import Synchronization
import Testing

@testable import AWSKMS

/// The scenarios of the SDKs' standard mode, version 2.1, with the greatest chance: rand = 1.
@Suite("Retries")
struct RetriesTests {
    /// Time that stands still, and remembers what was waited for.
    private final class Sleeps: Sendable {
        let waited = Mutex<[Duration]>([])

        func timing(now: Date = Date(timeIntervalSince1970: 0)) -> Timing {
            Timing(now: { now }, sleep: { duration in self.waited.withLock { $0.append(duration) } }, random: { 1 })
        }
    }

    /// What a try of a scenario ends with.
    enum Try: Sendable {
        case ok
        case status(Int, retryAfter: Duration? = nil)
        case throttled
        case denied

        func end() throws {
            switch self {
            case .ok: return
            case .status(let status, let retryAfter):
                throw AttemptFailure(
                    KMSError(.init(code: "Fault"), message: "\(status)", kmsStatus: status), retryAfter: retryAfter)
            case .throttled: throw AttemptFailure(KMSError(.throttling, message: "slower", kmsStatus: 400))
            case .denied: throw KMSError(.accessDenied, message: "no", kmsStatus: 400)
            }
        }
    }

    /// A call: how its tries end, what is waited for between them, and what is left in the quota.
    struct Call: Sendable {
        var tries: [Try]
        var delays: [Int]
        var tokens: Int
        var succeeds = true
    }

    struct Scenario: Sendable, CustomTestStringConvertible {
        var name: String
        var start = 500
        var attempts = 3
        var cap = Duration.seconds(20)
        var calls: [Call]
        var testDescription: String { name }
    }

    private static func failing(_ tries: Int, _ delays: [Int], _ tokens: Int) -> Call {
        Call(tries: Array(repeating: .status(500), count: tries), delays: delays, tokens: tokens, succeeds: false)
    }

    private static func retryAfter(_ asked: Duration, _ delay: Int) -> Call {
        Call(tries: [.status(500, retryAfter: asked), .ok], delays: [delay], tokens: 500)
    }

    static let scenarios = [
        Scenario(
            name: "1. the third try succeeds",
            calls: [Call(tries: [.status(500), .status(500), .ok], delays: [50, 100], tokens: 486)]),
        Scenario(name: "2. all tries fail", calls: [failing(3, [50, 100], 472)]),
        Scenario(name: "3. the quota is empty after one", start: 14, attempts: 5, calls: [failing(2, [50], 0)]),
        Scenario(name: "4. the quota is empty from the start", start: 0, calls: [failing(1, [], 0)]),
        Scenario(name: "5. the quota holds less than a retry", start: 20, attempts: 5, calls: [failing(2, [50], 6)]),
        Scenario(
            name: "6. a success pays back what lets the next call retry", start: 30, attempts: 5,
            calls: [
                Call(tries: [.status(500), .status(502), .ok], delays: [50, 100], tokens: 16),
                Call(tries: [.status(500), .ok], delays: [50], tokens: 16),
            ]),
        Scenario(
            name: "7. throttling is waited for longer and costs less",
            calls: [Call(tries: [.throttled, .ok], delays: [1000], tokens: 500)]),
        Scenario(
            name: "8. no delay is longer than the greatest", attempts: 5, cap: .milliseconds(200),
            calls: [failing(5, [50, 100, 200, 200], 444)]),
        Scenario(
            name: "9. what the server asks for is taken from the delay to 5 s above it",
            calls: [
                retryAfter(.milliseconds(1500), 1500), retryAfter(.zero, 50), retryAfter(.seconds(10), 5050),
                retryAfter(.milliseconds(-100), 50),
            ]),
        Scenario(
            name: "a first try that succeeds gives 1 back, up to the capacity", start: 499,
            calls: [
                Call(tries: [.ok], delays: [], tokens: 500), Call(tries: [.ok], delays: [], tokens: 500),
            ]),
        Scenario(
            name: "what can't pass is not tried again, and pays nothing",
            calls: [Call(tries: [.denied], delays: [], tokens: 500, succeeds: false)]),
        Scenario(
            name: "only the last retry is given back, whatever it was",
            calls: [Call(tries: [.status(503), .throttled, .ok], delays: [50, 2000], tokens: 486)]),
    ]

    @Test("each scenario waits, pays and ends as the SDKs do", arguments: scenarios)
    func scenario(_ scenario: Scenario) async throws {
        let (sleeps, quota) = (Sleeps(), RetryQuota(scenario.start))
        let policy = RetryPolicy(maximumAttempts: scenario.attempts, maximumDelay: scenario.cap)
        let retries = Retries(policy: policy, quota: quota, timing: sleeps.timing())
        for call in scenario.calls {
            sleeps.waited.withLock { $0 = [] }
            var made: [Int] = []
            var told: [(Int, Duration)] = []
            var error: KMSError?
            do {
                try await retries.run(onRetry: { told.append(($0, $2)) }) { number in
                    made.append(number)
                    try call.tries[number - 1].end()
                }
            } catch let thrown as KMSError { error = thrown }
            let delays = call.delays.map { Duration.milliseconds($0) }
            #expect(made == Array(1...call.tries.count))
            #expect(sleeps.waited.withLock { $0 } == delays)
            #expect(told.map(\.0) == Array(made.prefix(delays.count)) && told.map(\.1) == delays)
            #expect(quota.remaining == call.tokens)
            #expect((error == nil) == call.succeeds)
        }
    }

    @Test("10. the delays of retries 1 to 11, of transient failures and of throttling")
    func delays() {
        let delays = { (retryClass: RetryClass, random: Double) in
            (0..<11).map { RetryPolicy().delay(beforeRetry: $0, retryClass, random: random, retryAfter: nil) }
        }
        let transient = [50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800, 20_000, 20_000]
        #expect(delays(.transient, 1) == transient.map { .milliseconds($0) })
        #expect(delays(.throttling, 1) == [1, 2, 4, 8, 16, 20, 20, 20, 20, 20, 20].map { .seconds($0) })
        #expect(delays(.transient, 0).allSatisfy { $0 == .zero })
        #expect(delays(.transient, 0.5)[3] == .milliseconds(200))
        #expect(RetryPolicy().delay(beforeRetry: .max, .transient, random: 1, retryAfter: nil) == .seconds(20))
    }

    @Test("a retry that would begin at the deadline or later is not waited for, and costs nothing")
    func deadline() async throws {
        for (until, tries) in [(0.05, 1), (0.051, 2)] {
            let (sleeps, quota) = (Sleeps(), RetryQuota())
            let retries = Retries(quota: quota, timing: sleeps.timing())
            var made = 0
            _ = try? await retries.run(until: Date(timeIntervalSince1970: until)) { _ in
                made += 1
                throw KMSError(.transport, message: "no route")
            }
            #expect(made == tries)
            #expect(quota.remaining == 500 - 14 * (tries - 1))
        }
    }

    @Test("one attempt is never followed by another; a cancelled wait ends the tries")
    func ends() async {
        var made = 0
        let once = Retries(policy: RetryPolicy(maximumAttempts: 1), timing: Sleeps().timing())
        await #expect(throws: KMSError.self) {
            try await once.run { _ in
                made += 1
                throw KMSError(.timeout, message: "late")
            }
        }
        #expect(made == 1)
        let cancelled = Retries(timing: Timing(sleep: { _ in throw CancellationError() }, random: { 1 }))
        await #expect(throws: CancellationError.self) {
            try await cancelled.run { _ in
                made += 1
                throw KMSError(.timeout, message: "late")
            }
        }
        #expect(made == 2)
    }
}
