// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import JWTKit
import Synchronization

/// Tokens that were verified: what a collection remembers where it was told to.
///
/// There are two generations. What is new or used again belongs to the young one; when that is half of what is allowed,
/// the old one goes and the young one is old. So what is not used goes, and nothing is ever sorted.
package final class VerifiedTokens: Sendable {
    /// A token, and as what it was verified.
    struct ID: Hashable, Sendable {
        let digest: SHA256Digest
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
            for string in [demands.issuer, demands.audience, demands.type] {
                hasher.combine(string.map { KeyIdentifier($0) })
            }
            hasher.combine(demands.leeway)
        }

        private static func areSame(_ left: Requirements?, _ right: Requirements?) -> Bool {
            guard let left, let right else { return left == nil && right == nil }
            let strings = [\Requirements.issuer, \.audience, \.type]
            return left.leeway == right.leeway && left.requiresExpiration == right.requiresExpiration
                && strings.allSatisfy {
                    left[keyPath: $0].map { KeyIdentifier($0) } == right[keyPath: $0].map { KeyIdentifier($0) }
                }
        }
    }

    /// What is known of a token whose signature, header and claims were found good.
    struct Entry: Sendable {
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
    }

    /// A token that is remembered, or who verifies it.
    enum Claim {
        case known(Entry)
        /// The asker, who tells ``ended(_:_:_:)``.
        case mine(Flight)
        /// Another, just now.
        case others(Flight)
    }

    private struct State: Sendable {
        var young: [ID: Entry] = [:]
        var old: [ID: Entry] = [:]
        var youngBytes = 0
        var flights: [ID: Flight] = [:]
    }

    private let entries: Int
    private let bytes: Int
    private let state = Mutex(State())
    private static let overhead = 500

    /// - Returns: nil where nothing is to be remembered.
    init?(_ policy: VerifiedTokenPolicy) {
        guard policy.entries > 0, policy.bytes > 0 else { return nil }
        entries = policy.entries
        bytes = policy.bytes
    }

    func find(_ id: ID) -> Entry? { state.withLock { find(id, &$0) } }

    func claim(_ id: ID) -> Claim {
        state.withLock { state in
            if let entry = find(id, &state) { return .known(entry) }
            if let flight = state.flights[id] { return .others(flight) }
            let flight = Flight(isHeld: true) { _ in }
            state.flights[id] = flight
            return .mine(flight)
        }
    }

    private func find(_ id: ID, _ state: inout State) -> Entry? {
        if let entry = state.young[id] { return entry }
        guard let entry = state.old.removeValue(forKey: id) else { return nil }
        keep(entry, id, &state)
        return entry
    }

    /// The token was verified, or was not: then there is no entry.
    func ended(_ flight: Flight, _ id: ID, _ entry: Entry?) {
        state.withLock { state in
            state.flights[id] = nil
            if let entry { keep(entry, id, &state) }
        }
        flight.land(.success(()))
    }

    func forget(_ id: ID) {
        state.withLock { state in
            if let entry = state.young.removeValue(forKey: id) { state.youngBytes -= size(entry) }
            state.old[id] = nil
        }
    }

    /// How many are remembered: for tests.
    package var count: Int { state.withLock { $0.young.count + $0.old.count } }

    private func keep(_ entry: Entry, _ id: ID, _ state: inout State) {
        guard 2 * size(entry) <= bytes else { return }
        if state.young.count >= max(1, entries / 2) || 2 * (state.youngBytes + size(entry)) > bytes {
            state.old = entries > 1 ? state.young : [:]
            (state.young, state.youngBytes) = ([:], 0)
        }
        state.young[id] = entry
        state.youngBytes += size(entry)
    }

    private func size(_ entry: Entry) -> Int { entry.bytes + Self.overhead }
}
