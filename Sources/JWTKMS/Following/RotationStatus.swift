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

    /// An alias that can't be followed.
    public struct Trouble: Sendable {
        /// Its name.
        public let alias: String
        /// What KMS said of it. What it named last is kept.
        public let error: KMSError
    }

    /// The alias that was added.
    public let alias: String
    /// The keys that are published, the one that signs first.
    public let keys: [Key]
    /// Aliases that keep their last good state.
    public let troubles: [Trouble]
    /// How long ago all aliases were read.
    public let age: Duration
    /// How many readings have failed since.
    public let failures: Int
    /// Why the last one did.
    public let lastError: KMSError?
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
            troubles: keys.troubles.sorted { $0.key < $1.key }.map { .init(alias: $0.key, error: $0.value) },
            age: keys.readAt.map { now - $0 } ?? .zero, failures: timing.failures, lastError: timing.lastError)
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
