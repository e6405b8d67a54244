// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
import NIOCore
import Synchronization

/// The connections to one server. The one that was used last is used next, and no more than `maximum` are usable.
///
/// A connection in the making belongs to no request: making it can't be cancelled, and the request that asked for it may
/// be gone when it is made. The first request in the queue is given it then.
final class OriginPool: Sendable {
    typealias Make = @Sendable (OriginPool) async throws -> HTTPConnection

    struct State: ~Copyable {
        var free: [HTTPConnection] = []
        var all: [ObjectIdentifier: HTTPConnection] = [:]
        /// Every socket that is open, closing ones and those that are not connected yet among them.
        var sockets: [ObjectIdentifier: any Channel] = [:]
        /// The requests that had connections made for them; some may be gone.
        var making: Set<UInt64> = []
        /// By the number of their request.
        var waiting: [(id: UInt64, continuation: CheckedContinuation<HTTPConnection, any Error>)] = []
        var isClosed = false

        var isIdle: Bool { all.isEmpty && sockets.isEmpty && making.isEmpty && waiting.isEmpty }

        mutating func popFree() -> HTTPConnection? {
            while let connection = free.popLast() {
                if connection.isUsable { return connection }
            }
            return nil
        }

        mutating func popWaiting() -> CheckedContinuation<HTTPConnection, any Error>? {
            waiting.isEmpty ? nil : waiting.removeFirst().continuation
        }
    }

    /// The pool gives no more connections: it was shut down, or nothing was left in it.
    struct Closed: Error {}

    let state = Mutex(State())
    private let maximum: Int
    private let whenIdle: @Sendable (OriginPool) -> Void
    private let make: Make

    /// - Parameters:
    ///   - whenIdle: called when the last connection is closed and no request waits.
    ///   - make: makes a connection.
    init(maximum: Int, whenIdle: @escaping @Sendable (OriginPool) -> Void = { _ in }, make: @escaping Make) {
        self.maximum = max(1, maximum)
        self.whenIdle = whenIdle
        self.make = make
    }

    // MARK: Connections for requests

    /// A connection that is free now; nil if there is none.
    func takeFree() throws(Closed) -> HTTPConnection? {
        try state.withLock { state throws(Closed) in
            guard !state.isClosed else { throw Closed() }
            return state.popFree()
        }
    }

    /// Waits for a connection. The caller must send a request on it, or it is lost.
    ///
    /// - Parameters:
    ///   - id: the number of the request, for ``giveUp(_:_:)``.
    ///   - deadline: after which the caller waits no longer.
    /// - Throws: what making one throws, `ExchangeFailure.late`, ``Closed``; `CancellationError`.
    func take(for id: UInt64, until deadline: NIODeadline) async throws -> HTTPConnection {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let now = state.withLock { state -> Result<HTTPConnection, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.isClosed { return .failure(Closed()) }
                    // The call of giveUp at the deadline may have come before.
                    if deadline <= .now() { return .failure(ExchangeFailure.late) }
                    if let free = state.popFree() { return .success(free) }
                    state.waiting.append((id, continuation))
                    return nil
                }
                if let now { continuation.resume(with: now) } else { makeIfNeeded() }
            }
        } onCancel: {
            giveUp(id, CancellationError())
        }
    }

    /// Ends the wait of the request of this number.
    func giveUp(_ id: UInt64, _ error: any Error) {
        let waiter = state.withLock { state in
            state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
        }
        waiter?.continuation.resume(throwing: error)
        checkIdle()
    }

    // MARK: Making connections

    private func makeIfNeeded() {
        let id = state.withLock { state -> UInt64? in
            guard !state.isClosed, state.making.count < state.waiting.count,
                state.all.count + state.making.count < maximum,
                let id = state.waiting.first(where: { !state.making.contains($0.id) })?.id
            else { return nil }
            state.making.insert(id)
            return id
        }
        guard let id else { return checkIdle() }
        Task {
            do { isMade(try await make(self), for: id) } catch { isNotMade(error, for: id) }
        }
    }

    private func isMade(_ connection: HTTPConnection, for id: UInt64) {
        let isClosed = state.withLock { state in
            state.making.remove(id)
            state.all[ObjectIdentifier(connection)] = connection
            return state.isClosed
        }
        if isClosed { connection.close() }
        isFree(connection)
        // It may have left before it was known here.
        if !connection.isUsable { hasLeft(connection) }
    }

    /// Fails the request that asked for the connection. Another, which may have come a moment ago, has its own made.
    private func isNotMade(_ error: any Error, for id: UInt64) {
        state.withLock { _ = $0.making.remove(id) }
        giveUp(id, error)
        makeIfNeeded()
    }

    /// A socket is opened, to connect it.
    func opened(_ socket: any Channel) {
        let isClosed = state.withLock { state in
            state.sockets[ObjectIdentifier(socket)] = socket
            return state.isClosed
        }
        socket.closeFuture.whenComplete { [weak self] _ in
            guard let self else { return }
            state.withLock { _ = $0.sockets.removeValue(forKey: ObjectIdentifier(socket)) }
            checkIdle()
        }
        if isClosed { socket.close(promise: nil) }
    }

    // MARK: What becomes of connections

    /// A connection can take another request.
    func isFree(_ connection: HTTPConnection) {
        let waiter = state.withLock { state in
            let waiter = state.popWaiting()
            if waiter == nil { state.free.append(connection) }
            return waiter
        }
        waiter?.resume(returning: connection)
    }

    /// A connection takes no more requests: another may have its place, though it is not closed yet.
    func hasLeft(_ connection: HTTPConnection) {
        state.withLock { state in
            state.free.removeAll { $0 === connection }
            state.all[ObjectIdentifier(connection)] = nil
        }
        makeIfNeeded()
    }

    private func checkIdle() {
        if state.withLock({ $0.isIdle && !$0.isClosed }) { whenIdle(self) }
    }

    // MARK: The end

    /// Closes the pool if nothing is in it.
    func closeIfIdle() -> Bool {
        state.withLock { state in
            guard state.isIdle else { return false }
            state.isClosed = true
            return true
        }
    }

    /// Closes all connections, and does not wait for it.
    func close() { _ = closing() }

    /// Closes all connections, and waits until their sockets are closed.
    func shutdown() async {
        for socket in closing() { try? await socket.closeFuture.get() }
    }

    private func closing() -> [any Channel] {
        let (sockets, waiting) = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return (Array(state.sockets.values), state.waiting.map(\.continuation))
        }
        for waiter in waiting { waiter.resume(throwing: Closed()) }
        for socket in sockets { socket.close(promise: nil) }
        return sockets
    }
}
#endif
