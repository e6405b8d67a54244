// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// One piece of work that several callers wait for: a task that belongs to none of them and is cancelled when the
/// last of them leaves.
///
/// It ends without a value: the work stores what it found before it ends, and who waited looks there.
package final class Flight: Sendable {
    /// What a caller gets that comes when all others have left: the work is being cancelled, look again.
    package struct Abandoned: Error {
        package init() {}
    }

    private struct State: ~Copyable {
        var waiters: [UInt64: CheckedContinuation<Void, any Error>] = [:]
        var nextWaiter: UInt64 = 0
        /// Callers that have come and not yet left, whether or not they wait already.
        var present = 0
        var task: Task<Void, Never>?
        var outcome: Result<Void, any Error>?
        var isAbandoned = false
    }

    private let state = Mutex(State())
    private let onAbandon: @Sendable (Flight) -> Void

    /// - Parameters:
    ///   - isHeld: whether its maker does the work itself, so that it is not abandoned whoever leaves.
    ///   - onAbandon: called once, when the last caller leaves before the end: forget this flight.
    package init(isHeld: Bool = false, onAbandon: @escaping @Sendable (Flight) -> Void) {
        self.onAbandon = onAbandon
        if isHeld { state.withLock { $0.present = 1 } }
    }

    /// Begins the work. Called once, by whoever made the flight.
    package func start(_ work: @escaping @Sendable () async throws -> Void) {
        let task = Task {
            do {
                try await work()
                land(.success(()))
            } catch {
                land(.failure(error))
            }
        }
        let isAbandoned = state.withLock { state in
            state.task = task
            return state.isAbandoned
        }
        if isAbandoned { task.cancel() }
    }

    /// Waits for the end of the work.
    ///
    /// - Throws: what the work threw; `CancellationError` where the caller is cancelled; ``Abandoned``.
    package func wait() async throws {
        let waiter = try state.withLock { state throws(Abandoned) -> UInt64 in
            guard !state.isAbandoned else { throw Abandoned() }
            state.present += 1
            state.nextWaiter += 1
            return state.nextWaiter
        }
        defer { leave() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let now = state.withLock { state -> Result<Void, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if let outcome = state.outcome { return outcome }
                    state.waiters[waiter] = continuation
                    return nil
                }
                if let now { continuation.resume(with: now) }
            }
        } onCancel: {
            let continuation = state.withLock { $0.waiters.removeValue(forKey: waiter) }
            continuation?.resume(throwing: CancellationError())
        }
    }

    private func leave() {
        let (isAbandoned, task) = state.withLock { state -> (Bool, Task<Void, Never>?) in
            state.present -= 1
            guard state.present == 0, state.outcome == nil else { return (false, nil) }
            state.isAbandoned = true
            return (true, state.task)
        }
        guard isAbandoned else { return }
        task?.cancel()
        onAbandon(self)
    }

    /// Waits for the end of the work, also if the caller is cancelled: that cancels the work too.
    package func end() async {
        await withTaskCancellationHandler {
            // A task of its own, so that it waits although the caller is cancelled.
            await Task { try? await wait() }.value
        } onCancel: {
            cancel()
        }
    }

    /// Ends the work, whoever waits for it.
    package func cancel() { state.withLock { $0.task }?.cancel() }

    /// The work is done, by who made the flight without starting it.
    package func land(_ outcome: Result<Void, any Error>) {
        let waiters = state.withLock { state in
            state.outcome = outcome
            defer { state.waiters = [:] }
            return state.waiters.values.map { $0 }
        }
        for waiter in waiters { waiter.resume(with: outcome) }
    }
}
