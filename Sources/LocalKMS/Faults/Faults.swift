// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI
import Synchronization

extension LocalKMS {
    /// What a test orders to go wrong, and what it counts: a KMS that throttles, fails, is slow, or answers what it should
    /// not, without a network and without waiting.
    ///
    /// ```swift
    /// kms.faults.throttle(next: 2, of: .sign)
    /// ```
    ///
    /// An order holds for so many calls from now on, of one operation or of all, and is then used up. Of two orders of the
    /// same kind the first is used up first; those of different kinds hold for the same call. All views of one KMS
    /// (``LocalKMS/scoped(toRegion:account:)``) share them. At most 1000 orders are held; with more, every call fails by
    /// an error of kind ``KMSError/Kind/configuration``. A permission that is missing (``deny(_:)``) is no order: it lasts.
    public final class Faults: Sendable {
        private let state = Mutex(State())
        private static let capacity = 1000

        private struct State {
            var calls: [KMSOperation: Int] = [:]
            var orders: [Order] = []
            var isFull = false
            var denied: Set<KMSOperation> = []
            var aliases = AliasHistory()
            var creationTime = Faults.usualCreationTime
        }

        private static let usualCreationTime = Duration.seconds(2)

        /// Throttles the next calls, as AWS does: `ThrottlingException`.
        public func throttle(next count: Int = 1, of operation: KMSOperation? = nil) {
            let message = "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls."
            fail(next: count, of: operation, with: KMSError(.throttling, message: message))
        }

        /// Answers the next calls with an error.
        ///
        /// An error that KMS could answer gets a request id and a status, where it has none: 500 for a fault of KMS's, 400
        /// for all others.
        public func fail(next count: Int = 1, of operation: KMSOperation? = nil, with error: KMSError) {
            order(count, operation, .fail(error))
        }

        /// Takes the permission for an operation away: from now on its calls are answered by `AccessDeniedException`, in AWS's
        /// words, until ``clear()``.
        ///
        /// As on AWS, a key that is not there is `NotFoundException` all the same.
        public func deny(_ operation: KMSOperation) {
            state.withLock { _ = $0.denied.insert(operation) }
        }

        /// Lets the next calls wait, before anything is done.
        ///
        /// - Parameter clock: By which they wait. A clock that a test moves makes the test fast.
        public func delay(
            next count: Int = 1, of operation: KMSOperation? = nil, by duration: Duration,
            on clock: some Clock<Duration> = ContinuousClock()
        ) {
            delay(next: count, of: operation) { try await clock.sleep(for: duration) }
        }

        /// Lets the next calls wait, before anything is done, until a closure is done. What it throws, the call throws.
        public func delay(
            next count: Int = 1, of operation: KMSOperation? = nil,
            until done: @escaping @Sendable () async throws -> Void
        ) {
            order(count, operation, .wait(done))
        }

        /// Lets the next calls be answered as if they had named another key.
        ///
        /// - Parameter key: A key id, key ARN, alias name or alias ARN. Only operations that take a key are changed by it.
        public func answer(next count: Int = 1, of operation: KMSOperation? = nil, withKey key: String) {
            order(count, operation, .answer(key: key))
        }

        /// Points an alias to another key once so many calls were answered: so between that call and the next.
        ///
        /// The last of the calls throws what ``LocalKMS/updateAlias(_:)`` throws, where that does not work.
        public func move(
            _ alias: String, to key: String, after count: Int = 1, of operation: KMSOperation? = nil
        ) {
            order(count, operation, .move(alias: alias, key: key))
        }

        /// Signs the next times so that the shorter of the two integers of an ECDSA signature is exactly so long in DER:
        /// 33 bytes is the longest of P-256 (its first bit is set, so a zero goes before it), 32 the usual, 31 and 30 come
        /// by chance once in 128 and once in 32,768 signatures, and break code that pads by hand.
        ///
        /// The digest is signed again until it is so, on a thread that runs no tasks: at most 262,144 times, which is
        /// enough for two bytes less than usual and takes seconds. Other keys sign as always.
        public func shortenIntegers(next count: Int = 1, to bytes: Int) {
            order(count, .sign, .integers(bytes: bytes))
        }

        /// Shows what is done to aliases only after a while, as AWS does, which is eventually consistent: a new alias is
        /// not found, a moved one names the key that it named, a deleted one is still there. It holds for whatever
        /// looks an alias up, and for aliases that are changed from now on; those who change aliases see them as they are.
        ///
        /// - Parameter duration: How long, by the clock of the KMS. Zero ends it.
        public func showAliasChanges(after duration: Duration) {
            state.withLock { $0.aliases = AliasHistory(delay: duration) }
        }

        /// Changes how long new replicas of multi-Region keys are `Creating`, by the clock of the KMS. It is two seconds
        /// unless told otherwise; with zero, a replica can be used at once.
        public func createReplicas(in duration: Duration) {
            state.withLock { $0.creationTime = duration }
        }

        /// Takes back all orders, and gives all permissions back. The counts stay.
        public func clear() {
            state.withLock { state in
                state.orders = []
                state.isFull = false
                state.denied = []
                state.aliases = AliasHistory()
                state.creationTime = Self.usualCreationTime
            }
        }

        /// How many calls there were, of one operation or of all, however they were answered.
        public func calls(of operation: KMSOperation? = nil) -> Int {
            state.withLock { state in
                guard let operation else { return state.calls.values.reduce(0, +) }
                return state.calls[operation] ?? 0
            }
        }

        private func order(_ count: Int, _ operation: KMSOperation?, _ effect: Order.Effect) {
            guard count > 0 else { return }
            state.withLock { state in
                guard state.orders.count < Self.capacity else { return state.isFull = true }
                state.orders.append(Order(operation: operation, remaining: count, effect: effect))
            }
        }

        /// Counts a call, and takes what was ordered for it.
        func begin(_ operation: KMSOperation) throws(KMSError) -> Interference {
            let (interference, isFull) = state.withLock { state in
                state.calls[operation, default: 0] += 1
                var interference =
                    state.orders.isEmpty ? Interference() : Interference(taking: &state.orders, operation)
                interference.isDenied = state.denied.contains(operation)
                return (interference, state.isFull)
            }
            guard !isFull else {
                throw KMSError(.configuration, message: "more than \(Self.capacity) faults are ordered")
            }
            return interference
        }

        /// How long a new replica is being created.
        var creationTime: Duration { state.withLock { $0.creationTime } }

        /// What was done to aliases, and may not be seen yet.
        var aliases: AliasHistory { state.withLock { $0.aliases } }

        func note(_ change: AliasHistory.Change) { state.withLock { $0.aliases.note(change) } }
    }
}
