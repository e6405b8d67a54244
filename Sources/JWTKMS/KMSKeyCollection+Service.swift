// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import ServiceLifecycle
import Synchronization

extension KMSKeyCollection: Service {
    /// Follows the rotations that were added, until the task is cancelled or the services shut down: reads the aliases of
    /// each when it is due. Failures are logged, counted and tried again; they end nothing.
    ///
    /// Give it to a `ServiceGroup`, or to a task of your own. One is enough, however many rotations there are.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled { await self.pollOnce() }
        }
    }

    private func pollOnce() async {
        await polling.sleep(until: followers.compactMap(\.due).min(), clock)
        let now = clock.elapsed()
        guard !Task.isCancelled else { return }
        // Nobody waits for one: a KMS that is slow for a rotation holds up no other. When it has ended this is woken.
        for follower in followers where follower.due.map({ $0 <= now }) ?? false { _ = follower.begin() }
    }
}

/// A sleep that ends early where there is something new.
final class Wakeable: Sendable {
    private struct State {
        var isWoken = false
        var sleep: Task<Void, Never>?
    }

    private let state = Mutex(State())

    /// Ends the sleep, or the next one where nobody sleeps.
    func wake() {
        let sleep = state.withLock { state in
            state.isWoken = state.sleep == nil
            return state.sleep
        }
        sleep?.cancel()
    }

    /// - Parameter time: nil to sleep until it is woken.
    func sleep(until time: Duration?, _ clock: CollectionClock) async {
        let sleep = Task<Void, Never> { try? await clock.sleep(time ?? clock.elapsed() + .seconds(365 * 86_400)) }
        let isWoken = state.withLock { state -> Bool in
            defer { state.isWoken = false }
            if !state.isWoken { state.sleep = sleep }
            return state.isWoken
        }
        if isWoken { sleep.cancel() }
        await withTaskCancellationHandler {
            await sleep.value
        } onCancel: {
            sleep.cancel()
        }
        state.withLock { $0.sleep = nil }
    }
}
