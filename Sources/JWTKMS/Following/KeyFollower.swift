// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI
import Logging
import Synchronization

/// Follows the aliases of a rotation, and gives the keys that they name to a collection.
///
/// It is read by ``KMSKeyCollection/run()``. Where nobody runs that, it is read when the keys are used: verifying does not
/// wait for it, but where a token names a key that is not known, and signing only where tokens could outlive their key.
final class KeyFollower: Sendable {
    struct Shared {
        var keys: FollowedKeys
        var timing: FollowTiming
        var flight: Flight?
        /// Whether the reading that is under way was begun because nobody reads in the background.
        var wasOverdue = false
        /// The collection that has the keys. It holds them, and not they it.
        weak var collection: KMSKeyCollection?
        var id: KeySetID?
    }

    /// As the user gave it: a name or an ARN.
    let alias: String
    let algorithm: JWSAlgorithm
    let policy: RotationPolicy
    let options: KeyOptions
    let shortensExpiration: Bool
    let clock: CollectionClock
    let shared: Mutex<Shared>

    init(
        _ alias: String, algorithm: JWSAlgorithm, policy: RotationPolicy, options: KeyOptions, shortensExpiration: Bool,
        of collection: KMSKeyCollection
    ) {
        self.alias = alias
        self.algorithm = algorithm
        self.policy = policy
        self.options = options
        self.shortensExpiration = shortensExpiration
        clock = collection.clock
        let keys = FollowedKeys(RotationAliases(current: alias), policy: policy)
        let timing = FollowTiming(interval: policy.pollInterval, now: clock.elapsed())
        shared = Mutex(Shared(keys: keys, timing: timing, collection: collection))
    }

    /// When the aliases are to be read again; nil while they are read.
    var due: Duration? { shared.withLock { $0.flight == nil ? $0.timing.due : nil } }

    /// Reads the aliases, or waits for the reading that is under way.
    ///
    /// - Throws: `KMSError` where one could not be read: the last good state is kept, of all of them. `CancellationError`.
    func read() async throws { try await begin().wait() }

    /// Begins a reading, unless one is under way.
    func begin() -> Flight {
        let now = clock.elapsed()
        let (flight, isNew) = shared.withLock { shared -> (Flight, Bool) in
            if let flight = shared.flight { return (flight, false) }
            // It belongs to nobody who waits for it, and ends by the client's own time limits.
            let flight = Flight(isHeld: true, onAbandon: { _ in })
            shared.wasOverdue = now >= shared.timing.overdue
            shared.timing.began(now)
            shared.flight = flight
            return (flight, true)
        }
        if isNew { flight.start { try await self.readNow() } }
        return flight
    }

    private func readNow() async throws {
        do {
            guard let collection = shared.withLock({ $0.collection }) else { throw CancellationError() }
            let keys = try await keys(by: collection)
            settle(keys, in: collection)
        } catch let error as KMSError where !Task.isCancelled {
            settle(error)
            throw error
        } catch {
            // Whoever reads them ends, or the collection is gone: that is no failure.
            let collection = shared.withLock { shared in
                shared.flight = nil
                return shared.collection
            }
            collection?.polling.wake()
            throw KMSError(.transport, message: "the reading of the aliases was cancelled", keyReference: alias)
        }
    }

    private func settle(_ keys: FollowedKeys, in collection: KMSKeyCollection) {
        let now = clock.elapsed()
        let before = shared.withLock { shared in
            defer {
                if let known = shared.keys.current, let current = keys.current, !FollowedKeys.isSame(known, current) {
                    shared.timing.anotherSigns(now)
                }
                shared.keys = keys
                if let denial = keys.denial {
                    shared.timing.failed(denial, now, chance: clock.random())
                } else {
                    shared.timing.succeeded(now, chance: clock.random())
                }
                shared.flight = nil
                publish(&shared)
            }
            return shared.keys
        }
        collection.polling.wake()
        collection.metrics.countPoll(keys.denial != nil ? .failed : keys.troubles.isEmpty ? .ok : .kept)
        log(keys, before, collection.logger)
    }

    private func settle(_ error: KMSError) {
        let now = clock.elapsed()
        let collection = shared.withLock { shared in
            shared.keys.dropOld(now: now)
            shared.timing.failed(error, now, chance: clock.random())
            shared.flight = nil
            publish(&shared)
            return shared.collection
        }
        collection?.polling.wake()
        collection?.metrics.countPoll(.failed)
        collection?.logger?.warning(
            "the aliases of a rotation could not be read; the keys that are known stay",
            metadata: ["alias": "\(alias)", "error": "\(error)"])
    }

    private func log(_ keys: FollowedKeys, _ before: FollowedKeys, _ logger: Logger?) {
        for (alias, error) in keys.troubles where before.troubles[alias] != error {
            logger?.error(
                "an alias of a rotation can't be followed, and keeps its last good state",
                metadata: ["alias": "\(alias)", "error": "\(error)"])
        }
        for end in keys.earlyEnds where !before.earlyEnds.contains(where: { FollowedKeys.isSame($0.key, end.key) }) {
            logger?.error(
                "a key left the aliases of a rotation too early, and its tokens fail",
                metadata: ["alias": "\(alias)", "error": "\(earlyEnd(of: end.key))"])
        }
        if let current = keys.current, let known = before.current, known.arn != current.arn {
            logger?.notice(
                "another key signs now", metadata: ["alias": "\(alias)", "arn": "\(current.arn)"])
        }
    }
}
