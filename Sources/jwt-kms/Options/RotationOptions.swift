// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import ArgumentParser
import JWTKMS

/// What a rotation must respect.
struct RotationOptions: ParsableArguments {
    @Option(
        name: .customLong("policy"), parsing: .unconditional,
        help: ArgumentHelp(
            "A JSON file with the times that follow, in seconds, which your services read too. It stands in place of "
                + "--token-lifetime to --deletion-window.", valueName: "file"))
    var policyFile: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The longest from a token's making to its exp, such as 15m or 1h.", valueName: "time"),
        transform: Span.init)
    var tokenLifetime: Span?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("How long a key signs (default: 90d).", valueName: "time"),
        transform: Span.init)
    var period: Span?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How often services read the aliases (default: 60s).", valueName: "time"),
        transform: Span.init)
    var pollInterval: Span?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many readings of a service may fail in a row (default: 4).", valueName: "number"))
    var missedPolls: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How far what KMS shows may be behind (default: 60s).", valueName: "time"),
        transform: Span.init)
    var settling: Span?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long verifiers may cache a JWKS, its max-age (default: 5m; 0s where all read KMS).", valueName: "time"),
        transform: Span.init)
    var jwksMaxAge: Span?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("How far clocks may be apart (default: 30s).", valueName: "time"),
        transform: Span.init)
    var clockSkew: Span?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("What verifiers forgive of exp and nbf (default: 30s).", valueName: "time"),
        transform: Span.init)
    var leeway: Span?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long the next key is published before it signs (default: the least that is safe).", valueName: "time"),
        transform: Span.init)
    var announcement: Span?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long a key stays published after it last signed (default: the least that is safe).", valueName: "time"),
        transform: Span.init)
    var retention: Span?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How long a retired key can be brought back, 7 to 30 (default: 30).", valueName: "days"))
    var deletionWindow: Int?

    func validate() throws {
        guard policyFile != nil else { return }
        let others: [(String, Any?)] = [
            ("token-lifetime", tokenLifetime), ("period", period), ("poll-interval", pollInterval),
            ("missed-polls", missedPolls), ("settling", settling), ("jwks-max-age", jwksMaxAge),
            ("clock-skew", clockSkew), ("leeway", leeway), ("announcement", announcement), ("retention", retention),
            ("deletion-window", deletionWindow),
        ]
        if let other = others.first(where: { $0.1 != nil }) {
            throw ValidationError(
                "--\(other.0) is given beside --policy: write it into the file, or your services would not know it")
        }
    }

    /// The policy of the file or of the options; nil if neither says how long tokens live.
    ///
    /// - Throws: `UsageError` or `KMSError` if the file can't be read.
    func policy() throws -> RotationPolicy? {
        if let policyFile { return try RotationPolicy(json: InputFile.read(policyFile, what: "the policy")) }
        guard let tokenLifetime else { return nil }
        var policy = RotationPolicy(tokenLifetime: tokenLifetime.duration)
        policy.deletionWindowInDays = deletionWindow ?? policy.deletionWindowInDays
        policy.period = period?.duration ?? policy.period
        policy.pollInterval = pollInterval?.duration ?? policy.pollInterval
        policy.missedPolls = missedPolls ?? policy.missedPolls
        policy.settling = settling?.duration ?? policy.settling
        policy.jwksMaximumAge = jwksMaxAge?.duration ?? policy.jwksMaximumAge
        policy.clockSkew = clockSkew?.duration ?? policy.clockSkew
        policy.leeway = leeway?.duration ?? policy.leeway
        policy.announcement = announcement?.duration
        policy.retention = retention?.duration
        return policy
    }
}

extension Span {
    var duration: Duration { .seconds(seconds) }
}
#endif
