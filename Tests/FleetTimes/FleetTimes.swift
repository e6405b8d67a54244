// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import JWTKMS

/// What the processes of a fleet and whoever rotates their key agree on: short times, so that two rotations take half a
/// minute, with room for processes that a busy machine lets wait.
public enum FleetTimes {
    /// The one that signs.
    public static let alias = "alias/fleet"
    /// Seconds. Longer than a key stays published that lost its name: a promotion that forgets the key before is noticed.
    public static let lifetime = 9.0

    /// Of services and of whoever rotates.
    public static var policy: RotationPolicy {
        var policy = RotationPolicy(
            tokenLifetime: .seconds(10), period: .seconds(9), pollInterval: .milliseconds(500), missedPolls: 9,
            settling: .milliseconds(200), jwksMaximumAge: .seconds(1), clockSkew: .seconds(1), leeway: .seconds(1))
        policy.fetchBounds = FetchBounds(leastLifetime: .seconds(1), cooldown: .seconds(1))
        return policy
    }

    /// Seconds after which a key that is retired or revoked is accepted by nobody: one reading of the aliases, the
    /// propagation time and the leeway.
    public static var end: Double { (policy.spread + policy.reach + policy.leeway) / .seconds(1) }
}
