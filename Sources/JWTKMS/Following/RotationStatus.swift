// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import JWTKit
public import KMSAPI
import Synchronization

/// What a collection knows of the keys of a rotation that it follows.
public struct RotationStatus: Sendable {
    /// What a key is there for.
    public enum Role: Sendable, Hashable {
        /// It signs.
        case current
        /// It is published and does not sign yet.
        case next
        /// It signs no more, and is still published.
        case previous
        /// No alias names it any more, and it is published for so long: a change takes that long to get around.
        case leaving(Duration)
    }

    /// One of the keys.
    public struct Key: Sendable, Hashable {
        /// What it is called in tokens.
        public let kid: JWKIdentifier
        /// What KMS calls it.
        public let arn: String
        /// What it is there for.
        public let role: Role
    }

    /// Something that somebody must mend: an alias that can't be followed, or a key that left the aliases too early.
    public struct Trouble: Sendable {
        /// The alias. If a key left too early, the one that was added.
        public let alias: String
        /// What KMS said of the alias; what it named last is kept. If a key left too early, an error of kind `configuration`
        /// that names the key.
        public let error: KMSError
    }

    /// The alias that was added.
    public let alias: String
    /// The keys that are published, the one that signs first.
    public let keys: [Key]
    /// Aliases that keep their last good state, and keys that left the aliases before the policy's retention was over. One
    /// cause is one trouble: if a permission is lost, only the alias that signs is named.
    public let troubles: [Trouble]
    /// How long ago the alias that signs was read, and named a key that can be used or was not there.
    public let age: Duration
    /// How many readings in a row have failed: KMS could not be asked, or did not let this process look at an alias.
    public let failures: Int
    /// Why the last one did.
    public let lastError: KMSError?
    /// How long ago KMS answered, whatever it said of the aliases.
    let silence: Duration
    /// How old what is known may become: as many polls as the policy lets fail.
    let maximumAge: Duration

    /// Whether this process hears KMS as often as the policy demands: KMS answered its reading of the aliases within
    /// ``RotationPolicy/pollInterval`` times ``RotationPolicy/missedPolls`` + 1.
    ///
    /// It says nothing of ``troubles``, which are the same for all servers of a rotation: a health route that failed for them
    /// would take all servers out of service at once, although each still signs and verifies. Log them, and alarm somebody.
    public var isHealthy: Bool { silence <= maximumAge }
}

extension Sequence<RotationStatus> {
    /// Whether all of them are healthy, ``RotationStatus/isHealthy``: for the health route of a server.
    ///
    /// ```swift
    /// let health = keys.status().isHealthy ? 200 : 503
    /// ```
    public var isHealthy: Bool { allSatisfy(\.isHealthy) }
}

extension KeyFollower {
    var status: RotationStatus {
        let now = clock.elapsed()
        let (keys, timing) = shared.withLock { ($0.keys, $0.timing) }
        return RotationStatus(
            alias: alias,
            keys: keys.published.compactMap { key in
                key.kid.map {
                    .init(kid: JWKIdentifier(string: $0.string), arn: key.arn, role: keys.role(of: key, now))
                }
            },
            troubles: keys.troubles.sorted { $0.key < $1.key }.map { .init(alias: $0.key, error: $0.value) }
                + keys.earlyEnds.map { .init(alias: alias, error: earlyEnd(of: $0.key)) },
            age: keys.readAt.map { now - $0 } ?? .zero, failures: timing.failures, lastError: timing.lastError,
            silence: keys.answeredAt.map { now - $0 } ?? .zero, maximumAge: policy.spread - policy.settling)
    }

    /// Why tokens of a key fail that should verify.
    func earlyEnd(of key: KeyBinding) -> KMSError {
        KMSError(
            .configuration,
            message:
                "it left the aliases of \(alias) less than \(policy.retained.text) after it signed. That is the retention by this "
                + "service's policy, so tokens of the key may be in use and are rejected. Give the same RotationPolicy to all "
                + "services and to whoever rotates, and move no alias by hand",
            keyReference: key.arn)
    }
}

extension FollowedKeys {
    fileprivate func role(of key: KeyBinding, _ now: Duration) -> RotationStatus.Role {
        func isNamed(_ alias: String) -> Bool { named[alias].map { Self.isSame($0, key) } ?? false }
        if isNamed(aliases.current) { return .current }
        if isNamed(aliases.next) { return .next }
        let left = leaving.first { Self.isSame($0.key, key) }
        return left.map { .leaving(max(.zero, $0.until - now)) } ?? .previous
    }
}
