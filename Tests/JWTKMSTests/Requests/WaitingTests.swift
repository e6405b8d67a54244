// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Synchronization
import Testing

@testable import JWTKMS

@Suite("Waiting")
struct WaitingTests {
    @Test("who is cancelled while waiting for a place leaves the queue, and the place goes to the next")
    func places() async throws {
        let limit = RequestLimit(1)
        let gate = Gate()
        let entered = Counter()
        let first = Task {
            try await limit.withPlace {
                entered.add(); await gate.pass()
            }
        }
        while entered.value == 0 { await Task.yield() }
        let impatient = Task { try await limit.withPlace { entered.add() } }
        let patient = Task { try await limit.withPlace { entered.add() } }
        impatient.cancel()
        await #expect(throws: CancellationError.self) { try await impatient.value }
        gate.open()
        try await first.value
        try await patient.value
        #expect(entered.value == 2)
        try await limit.withPlace { entered.add() }
        #expect(entered.value == 3)
    }

    @Test("a place is given back when the work throws")
    func throwing() async throws {
        let limit = RequestLimit(1)
        for _ in 0..<3 { await #expect(throws: NotToday.self) { try await limit.withPlace { throw NotToday() } } }
        try await limit.withPlace {}
    }

    @Test("a flight is abandoned once, by the last who leaves, and who comes late is told")
    func flights() async throws {
        let abandoned = Counter()
        let flight = Flight { _ in abandoned.add() }
        flight.start { try await Task.sleep(for: .seconds(3600)) }
        let waiters = (0..<10).map { _ in Task { try await flight.wait() } }
        for waiter in waiters {
            waiter.cancel()
            // A task that was cancelled before it came to wait may find the flight abandoned already.
            await #expect(throws: (any Error).self) { try await waiter.value }
        }
        while abandoned.value == 0 { await Task.yield() }
        await #expect(throws: Flight.Abandoned.self) { try await flight.wait() }
        #expect(abandoned.value == 1)
    }

    @Test("who comes after the landing gets its outcome, and landing is not abandoning")
    func landed() async throws {
        let abandoned = Counter()
        let flight = Flight { _ in abandoned.add() }
        flight.start { throw NotToday() }
        for _ in 0..<3 { await #expect(throws: NotToday.self) { try await flight.wait() } }
        #expect(abandoned.value == 0)
    }
}

/// Counts.
final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func add() { count.withLock { $0 += 1 } }
}
