// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS
import Synchronization

/// The connections to one server: those that are free are used again, the latest first, and no more than so many are open.
final class OriginPool: Sendable {
    private struct State: ~Copyable {
        var free: [HTTPConnection] = []
        var all: [ObjectIdentifier: HTTPConnection] = [:]
        /// Those that are being made too.
        var open = 0
        var waiting: [(id: UInt64, continuation: CheckedContinuation<HTTPConnection?, any Error>)] = []
        var lastWaiter: UInt64 = 0
        var isShutDown = false
    }

    /// The pool is closed.
    struct ShutDown: Error {}

    private let state = Mutex(State())
    private let maximum: Int

    init(maximum: Int) { self.maximum = max(1, maximum) }

    /// A connection that is free now; nil where there is none.
    func takeFree() throws(ShutDown) -> HTTPConnection? {
        try state.withLock { state throws(ShutDown) in
            guard !state.isShutDown else { throw ShutDown() }
            while let connection = state.free.popLast() {
                if connection.isOpen { return connection }
            }
            return nil
        }
    }

    /// A connection, when there is one.
    ///
    /// - Parameter make: makes another one, where there may be more.
    /// - Throws: what `make` throws, ``ShutDown``; `CancellationError`.
    func take(_ make: (OriginPool) async throws -> HTTPConnection) async throws -> HTTPConnection {
        while true {
            if let free = try takeFree() { return free }
            let mayMake = state.withLock { state in
                guard state.open < maximum else { return false }
                state.open += 1
                return true
            }
            if mayMake { return try await made(make) }
            if let connection = try await wait() { return connection }
        }
    }

    private func made(_ make: (OriginPool) async throws -> HTTPConnection) async throws -> HTTPConnection {
        do {
            let connection = try await make(self)
            let isShutDown = state.withLock { state in
                state.all[ObjectIdentifier(connection)] = connection
                return state.isShutDown
            }
            if isShutDown {
                connection.close()
                throw ShutDown()
            }
            // It may have told so before it was known.
            if !connection.isOpen { isClosed(connection) }
            return connection
        } catch {
            if !(error is ShutDown) { placeIsFree() }
            throw error
        }
    }

    /// - Returns: nil where one was closed, so that another may be made.
    private func wait() async throws -> HTTPConnection? {
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<HTTPConnection?, any Error>) in
                let now = state.withLock { state -> Result<HTTPConnection?, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.isShutDown { return .failure(ShutDown()) }
                    // One may have come free since the first look.
                    if let free = state.free.popLast() { return .success(free) }
                    if state.open < maximum { return .success(nil) }
                    state.waiting.append((id, continuation))
                    return nil
                }
                if let now { continuation.resume(with: now) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    /// A connection can take another request.
    func isFree(_ connection: HTTPConnection) {
        let waiter = state.withLock { state -> CheckedContinuation<HTTPConnection?, any Error>? in
            guard !state.waiting.isEmpty else {
                state.free.append(connection)
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        waiter?.resume(returning: connection)
    }

    /// A connection is closed.
    func isClosed(_ connection: HTTPConnection) {
        let wasKnown = state.withLock { state in
            state.free.removeAll { $0 === connection }
            return state.all.removeValue(forKey: ObjectIdentifier(connection)) != nil
        }
        if wasKnown { placeIsFree() }
    }

    private func placeIsFree() {
        let waiter = state.withLock { state -> CheckedContinuation<HTTPConnection?, any Error>? in
            state.open -= 1
            return state.waiting.isEmpty ? nil : state.waiting.removeFirst().continuation
        }
        waiter?.resume(returning: nil)
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
