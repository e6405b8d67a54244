// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// What a rotation must respect: how long tokens live, and how fast a change of the aliases gets around.
///
/// From these follow how long the next key is published before it signs, and the old one after it: no token is refused
/// that should be accepted while no process is further behind than is said here.
public struct RotationPolicy: Sendable, Hashable {
    /// The longest time from a token's making to its `exp`.
    public var tokenLifetime: Duration
    /// How long a key signs before the next one does.
    public var period: Duration
    /// How often issuers and verifiers read the aliases.
    public var pollInterval: Duration
    /// How many polls in a row may fail.
    public var missedPolls: Int
    /// How long a change may take to be seen in KMS itself, which is eventually consistent.
    public var settling: Duration
    /// How long verifiers may cache a JWKS: its `max-age`. Zero only if no verifier reads a JWKS, because all read KMS.
    ///
    /// The least announcement counts with what `RemoteJWKS` does by default: it goes by a set for a minute at least, and
    /// fetches again after 30 seconds at the earliest. If yours has a longer `cooldown` or least `lifetime`, give the longer
    /// of the two if it is longer than the `max-age`.
    public var jwksMaximumAge: Duration
    /// How far the clocks of two machines may be apart.
    public var clockSkew: Duration
    /// What verifiers forgive of `exp` and `nbf`.
    public var leeway: Duration
    /// How long the next key is published before it signs; nil for the least that is safe.
    public var announcement: Duration?
    /// How long a key stays published after it last signed; nil for the least that is safe.
    public var retention: Duration?
    /// How long a retired key can still be brought back, 7 to 30 days.
    public var deletionWindowInDays: Int
    /// What verifiers do that fetch a JWKS, whatever its `max-age` says.
    package var fetchBounds = FetchBounds.usual

    /// A policy; what is not given is as the parameters say.
    public init(
        tokenLifetime: Duration, period: Duration = .seconds(90 * 86_400), pollInterval: Duration = .seconds(60),
        missedPolls: Int = 4, settling: Duration = .seconds(60), jwksMaximumAge: Duration = .seconds(300),
        clockSkew: Duration = .seconds(30), leeway: Duration = .seconds(30), announcement: Duration? = nil,
        retention: Duration? = nil, deletionWindowInDays: Int = 30
    ) {
        self.tokenLifetime = tokenLifetime
        self.period = period
        self.pollInterval = pollInterval
        self.missedPolls = missedPolls
        self.settling = settling
        self.jwksMaximumAge = jwksMaximumAge
        self.clockSkew = clockSkew
        self.leeway = leeway
        self.announcement = announcement
        self.retention = retention
        self.deletionWindowInDays = deletionWindowInDays
    }

    /// The `Cache-Control` with which an issuer serves its JWK Set, so that verifiers cache it for no longer than
    /// ``jwksMaximumAge``: RFC 9111 section 5.2.
    public var cacheControl: String { "public, max-age=\(max(0, jwksMaximumAge.wholeSeconds))" }

    /// How long after a change of the aliases the last process that reads them knows it.
    package var spread: Duration { pollInterval * (missedPolls + 1) + settling }

    /// How long after a change the last verifier knows it, be it by a JWKS that an issuer published and it cached.
    package var reach: Duration { spread + jwksUse }

    /// How long a verifier may go by a JWKS that does not show a change yet.
    private var jwksUse: Duration {
        jwksMaximumAge > .zero ? fetchBounds.longestUse(maximumAge: jwksMaximumAge) : .zero
    }

    /// How long the next key must be published before it signs.
    var leastAnnouncement: Duration { reach + clockSkew }

    /// How long a key must stay published after another signs: the last issuer to know goes on signing meanwhile.
    var leastRetention: Duration { spread + tokenLifetime + leeway + clockSkew }

    var announced: Duration { announcement ?? leastAnnouncement }
    var retained: Duration { retention ?? leastRetention }
}
