// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit
import KMSAPI
import Synchronization

/// Tokens that were verified: what a collection remembers where it was told to.
///
/// One task verifies a new token for all that bring it at once. What is kept, and what goes for it, is the affair of
/// ``VerifiedTokenStore``; what went is released outside the lock, because it may be a lot, and a user's `deinit` runs.
package final class VerifiedTokens: Sendable {
    /// A token, and as what it was verified.
    struct ID: Hashable, Sendable {
        let digest: TokenDigest
        let type: ObjectIdentifier
        let demands: Requirements?

        /// Demands are compared as bytes: two that Swift's `==` takes for one are not.
        static func == (left: Self, right: Self) -> Bool {
            left.digest == right.digest && left.type == right.type && areSame(left.demands, right.demands)
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(digest)
            hasher.combine(type)
            guard let demands else { return }
            hasher.combine(Self.names(demands))
            hasher.combine(demands.leeway)
        }

        private static func areSame(_ left: Requirements?, _ right: Requirements?) -> Bool {
            guard let left, let right else { return left == nil && right == nil }
            return left.leeway == right.leeway && left.requiresExpiration == right.requiresExpiration
                && left.expectsPadding == right.expectsPadding && names(left) == names(right)
        }

        private static func names(_ demands: Requirements) -> [KeyIdentifier?] {
            ([demands.issuer, demands.audience, demands.type] + demands.otherIssuers).map {
                $0.map { KeyIdentifier($0) }
            }
        }
    }

    /// What is known of a token whose signature, header and claims were found good.
    final class Entry: Sendable {
        let id: ID
        let payload: any JWTPayload
        let kid: KeyIdentifier?
        /// The key as it was then: another object once anything of it has changed.
        let key: VerificationKey
        let method: Int
        /// When it is good: seconds since 1970.
        let period: Range<Double>
        let bytes: Int

        /// What the payload's `verify(using:)` is given.
        var algorithm: any JWTAlgorithm { key.jwtAlgorithms[method] }

        init(
            id: ID, payload: any JWTPayload, kid: KeyIdentifier?, key: VerificationKey, method: Int,
            period: Range<Double>, bytes: Int
        ) {
            self.id = id
            self.payload = payload
            self.kid = kid
            self.key = key
            self.method = method
            self.period = period
            self.bytes = bytes
        }
    }

    /// A token that is remembered, or who verifies it.
    enum Claim {
        case known(Entry)
        /// The asker, who tells ``ended(_:_:_:isLeft:)``.
        case mine(Flight)
        /// Another, just now.
        case others(Flight)
    }

    private struct State: Sendable {
        var store: VerifiedTokenStore
        var flights: [ID: Flight] = [:]
    }

    private let state: Mutex<State>

    /// - Returns: nil where nothing is to be remembered.
    init?(_ policy: VerifiedTokenPolicy) {
        guard policy.entries > 0, policy.bytes > 0 else { return nil }
        state = Mutex(State(store: VerifiedTokenStore(policy)))
    }

    func find(_ id: ID) -> Entry? { state.withLock { $0.store.find(id) } }

    func claim(_ id: ID) -> Claim {
        state.withLock { state in
            if let entry = state.store.find(id) { return .known(entry) }
            if let flight = state.flights[id] { return .others(flight) }
            let flight = Flight(isHeld: true) { _ in }
            state.flights[id] = flight
            return .mine(flight)
        }
    }

    /// The token was verified, or was not: then there is no entry.
    ///
    /// - Parameter isLeft: whether the one who verified was cancelled, which says nothing of the token: those who wait
    ///   get ``Flight/Abandoned``, and one of them takes its place.
    func ended(_ flight: Flight, _ id: ID, _ entry: Entry?, isLeft: Bool = false) {
        let gone = state.withLock { state in
            state.flights[id] = nil
            return entry.map { state.store.keep($0) } ?? []
        }
        flight.land(isLeft ? .failure(Flight.Abandoned()) : .success(()))
        withExtendedLifetime(gone) {}
    }

    /// Another entry of the same token, found good meanwhile, stays.
    func forget(_ entry: Entry) { state.withLock { $0.store.forget(entry) } }

    /// How many are remembered: for tests.
    package var count: Int { state.withLock { $0.store.count } }
}
