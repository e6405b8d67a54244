// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import NIOCore
import Synchronization

/// The connections to one server: those that are free are used again, the latest first, and no more than so many are open.
///
/// Making one is nobody's own: it can't be cancelled, and who asked for it may be gone when it is made. It goes to the
/// first who waits then.
final class OriginPool: Sendable {
    typealias Make = @Sendable (OriginPool) async throws -> HTTPConnection

    private struct State: ~Copyable {
        var free: [HTTPConnection] = []
        var all: [ObjectIdentifier: HTTPConnection] = [:]
        var making = 0
        /// By the number of their request.
        var waiting: [(id: UInt64, continuation: CheckedContinuation<HTTPConnection, any Error>)] = []
        var isShutDown = false

        mutating func popFree() -> HTTPConnection? {
            while let connection = free.popLast() {
                if connection.isOpen { return connection }
            }
            return nil
        }

        mutating func popWaiting() -> CheckedContinuation<HTTPConnection, any Error>? {
            waiting.isEmpty ? nil : waiting.removeFirst().continuation
        }
    }

    /// The pool is closed.
    struct ShutDown: Error {}

    private let state = Mutex(State())
    private let maximum: Int
    private let make: Make

    /// - Parameter make: makes a connection.
    init(maximum: Int, make: @escaping Make) {
        self.maximum = max(1, maximum)
        self.make = make
    }

    /// A connection that is free now; nil where there is none.
    func takeFree() throws(ShutDown) -> HTTPConnection? {
        try state.withLock { state throws(ShutDown) in
            guard !state.isShutDown else { throw ShutDown() }
            return state.popFree()
        }
    }

    /// A connection, when there is one. Who is given one must use it, or it is lost.
    ///
    /// - Parameters:
    ///   - id: the number of the request, for ``giveUp(_:_:)``.
    ///   - deadline: after which nobody waits any more.
    /// - Throws: what making one throws, `ExchangeFailure.late`, ``ShutDown``; `CancellationError`.
    func take(for id: UInt64, until deadline: NIODeadline) async throws -> HTTPConnection {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let now = state.withLock { state -> Result<HTTPConnection, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.isShutDown { return .failure(ShutDown()) }
                    // Whoever tells so at the deadline may have been here before.
                    if deadline <= .now() { return .failure(ExchangeFailure.late) }
                    if let free = state.popFree() { return .success(free) }
                    state.waiting.append((id, continuation))
                    return nil
                }
                if let now { continuation.resume(with: now) } else { makeWhatIsWaitedFor() }
            }
        } onCancel: {
            giveUp(id, CancellationError())
        }
    }

    /// Who waits with this number waits no more.
    func giveUp(_ id: UInt64, _ error: any Error) {
        let waiter = state.withLock { state in
            state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
        }
        waiter?.continuation.resume(throwing: error)
    }

    private func makeWhatIsWaitedFor() {
        let isWaitedFor = state.withLock { state in
            guard state.making < state.waiting.count, state.all.count + state.making < maximum else { return false }
            state.making += 1
            return true
        }
        guard isWaitedFor else { return }
        Task {
            do { isMade(try await make(self)) } catch { isNotMade(error) }
        }
    }

    private func isMade(_ connection: HTTPConnection) {
        let isShutDown = state.withLock { state in
            state.making -= 1
            state.all[ObjectIdentifier(connection)] = connection
            return state.isShutDown
        }
        if isShutDown { connection.close() }
        isFree(connection)
        // It may have told so before it was known.
        if !connection.isOpen { isClosed(connection) }
    }

    private func isNotMade(_ error: any Error) {
        let waiter = state.withLock { state in
            state.making -= 1
            return state.popWaiting()
        }
        waiter?.resume(throwing: error)
        makeWhatIsWaitedFor()
    }

    /// A connection can take another request.
    func isFree(_ connection: HTTPConnection) {
        let waiter = state.withLock { state in
            let waiter = state.popWaiting()
            if waiter == nil { state.free.append(connection) }
            return waiter
        }
        waiter?.resume(returning: connection)
    }

    /// A connection is closed.
    func isClosed(_ connection: HTTPConnection) {
        state.withLock { state in
            state.free.removeAll { $0 === connection }
            state.all[ObjectIdentifier(connection)] = nil
        }
        makeWhatIsWaitedFor()
    }

    /// Closes all connections, and waits until they are.
    func shutdown() async {
        let (connections, waiting) = state.withLock { state in
            state.isShutDown = true
            defer { state.waiting = [] }
            return (Array(state.all.values), state.waiting.map(\.continuation))
        }
        for waiter in waiting { waiter.resume(throwing: ShutDown()) }
        for connection in connections { await connection.closed() }
    }
}
#endif
