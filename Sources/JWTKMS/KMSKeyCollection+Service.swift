// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import ServiceLifecycle
import Synchronization

extension KMSKeyCollection: Service {
    /// Follows the rotations that were added, until the task is cancelled or the services shut down: reads the aliases of
    /// each when it is due. Failures are logged, counted and tried again; they end nothing. When it returns, it has
    /// cancelled the readings that it began, and none of them is under way: then the KMS client may be shut down.
    ///
    /// Give it to a `ServiceGroup`, or to a task of your own. One is enough, however many rotations there are.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled {
                    for reading in await self.beginDueReadings() { group.addTask { await reading.end() } }
                }
            }
        }
    }

    /// Waits until a reading is due.
    private func beginDueReadings() async -> [Flight] {
        let wakes = polling.wakes
        await polling.sleep(since: wakes, until: followers.compactMap(\.due).min(), clock)
        let now = clock.elapsed()
        guard !Task.isCancelled else { return [] }
        // None waits for another: a KMS that is slow for a rotation holds up no other. When it has ended this is woken.
        return followers.filter { $0.due.map { $0 <= now } ?? false }.map { $0.begin() }
    }
}

/// Sleeps that end early where there is something new.
final class Wakeable: Sendable {
    private struct State {
        var wakes = 0
        var sleeps: [Int: Task<Void, Never>] = [:]
        var lastSleep = 0
    }

    private let state = Mutex(State())

    /// How often there was something new.
    var wakes: Int { state.withLock { $0.wakes } }

    /// Ends all sleeps, and those of whoever has seen no more than the wakes before.
    func wake() {
        let sleeps = state.withLock { state in
            state.wakes += 1
            return state.sleeps.values.map { $0 }
        }
        for sleep in sleeps { sleep.cancel() }
    }

    /// - Parameters:
    ///   - wakes: how many the caller knows of: where there was another since, it does not sleep.
    ///   - time: nil to sleep until it is woken.
    func sleep(since wakes: Int, until time: Duration?, _ clock: CollectionClock) async {
        let sleep = Task<Void, Never> { try? await clock.sleep(time ?? clock.elapsed() + .seconds(365 * 86_400)) }
        let id = state.withLock { state -> Int? in
            guard state.wakes == wakes else { return nil }
            state.lastSleep += 1
            state.sleeps[state.lastSleep] = sleep
            return state.lastSleep
        }
        if id == nil { sleep.cancel() }
        await withTaskCancellationHandler {
            await sleep.value
        } onCancel: {
            sleep.cancel()
        }
        if let id { state.withLock { _ = $0.sleeps.removeValue(forKey: id) } }
    }
}
