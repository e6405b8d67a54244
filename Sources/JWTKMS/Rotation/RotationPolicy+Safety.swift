// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

extension RotationPolicy {
    /// Whether tokens could fail by this policy.
    ///
    /// - Throws: ``RotationRefusal`` with the timeline on which one would.
    public func checkSafety() throws(RotationRefusal) {
        try checkValues()
        guard announced >= leastAnnouncement else {
            throw RotationRefusal(
                "the next key would sign \(announced.text) after it is published, and the last verifier has it after "
                    + "\(leastAnnouncement.text)",
                [
                    (.zero, "the next key is published in KMS"), (spread, "the last issuer has it in its JWKS"),
                    (announced, "it signs a token"),
                    (
                        leastAnnouncement,
                        "the last verifier has fetched the JWKS anew: until then it refuses that token"
                    ),
                ])
        }
        guard retained >= leastRetention else {
            throw RotationRefusal(
                "the old key would be published \(retained.text) after the next one signs, and the last of its tokens may be "
                    + "used for \(leastRetention.text)",
                [
                    (.zero, "the next key signs"), (spread, "the last issuer to know signs a token with the old key"),
                    (retained, "the old key is no longer published: verifiers refuse that token"),
                    (leastRetention, "that token is over, by the last clock and its leeway"),
                ])
        }
        guard clockSkew <= leeway else {
            throw RotationRefusal(
                "clocks may be \(clockSkew.text) apart, and verifiers forgive \(leeway.text)",
                [
                    (.zero, "an issuer whose clock is ahead signs a token with nbf \(clockSkew.text) from now"),
                    (.zero, "a verifier refuses it as not valid yet"),
                    (clockSkew - leeway, "from now on the verifier takes it"),
                ])
        }
        guard retained <= period * (RotationAliases.mostPrevious - 1) else {
            throw RotationRefusal(
                "the old key would be published for \(retained.text), and in this time more than "
                    + "\(RotationAliases.mostPrevious - 1) others would follow: no more are looked for",
                [
                    (.zero, "a key signs in the place of the old one"), (period, "the next one does, and so on"),
                    (
                        period * RotationAliases.mostPrevious,
                        "the old key has no alias left: verifiers refuse its tokens"
                    ),
                    (retained, "the last of its tokens expires"),
                ])
        }
        guard period >= announced else {
            throw RotationRefusal(
                "a key would sign for \(period.text), and the next must be published \(announced.text) before it signs",
                [
                    (.zero, "a key signs, and the next one is published"), (period, "the next one is to sign"),
                    (announced, "the last verifier has it"),
                ])
        }
    }

    private func checkValues() throws(RotationRefusal) {
        for (name, value) in [
            ("token lifetime", tokenLifetime), ("period", period), ("poll interval", pollInterval),
        ] where value <= .zero {
            throw RotationRefusal("the \(name) is \(value.text), and must be more than nothing", [])
        }
        guard pollInterval >= .milliseconds(100) else {
            throw RotationRefusal("the poll interval is shorter than a tenth of a second", [])
        }
        for (name, value) in [
            ("settling time", settling), ("age of a JWKS", jwksMaximumAge), ("clock skew", clockSkew),
            ("leeway", leeway),
        ] where value < .zero {
            throw RotationRefusal("the \(name) is \(value.text), less than nothing", [])
        }
        guard (0...1000).contains(missedPolls) else {
            throw RotationRefusal("the number of missed polls is \(missedPolls), and must be 0 to 1000", [])
        }
        // So that no sum of them is more than a Duration holds.
        let all = [
            tokenLifetime, period, pollInterval, settling, jwksMaximumAge, clockSkew, leeway, announcement, retention,
        ]
        guard all.allSatisfy({ $0 ?? .zero <= .seconds(10 * 366 * 86_400) }) else {
            throw RotationRefusal("one of its times is longer than 10 years", [])
        }
        guard (7...30).contains(deletionWindowInDays) else {
            throw RotationRefusal("a key is deleted after 7 to 30 days, not \(deletionWindowInDays)", [])
        }
    }
}

/// A rotation by which a token would be refused that should be accepted. It is not begun.
public struct RotationRefusal: Error, Sendable, CustomStringConvertible {
    /// Something that happens so long after the beginning.
    public struct Moment: Sendable {
        /// How long after the beginning.
        public let time: Duration
        /// What happens.
        public let event: String
    }

    /// What does not fit.
    public let reason: String
    /// How a token comes to fail, in the order of time; empty where the policy says nothing that could be.
    public let timeline: [Moment]

    init(_ reason: String, _ timeline: [(Duration, String)]) {
        self.reason = reason
        self.timeline = timeline.enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }
            .map { Moment(time: $0.element.0, event: $0.element.1) }
    }

    /// The same in one line, for errors that have but one.
    var line: String {
        moments.isEmpty ? reason : "\(reason) (\(moments.joined(separator: "; ")))"
    }

    /// The reason, and a line for each moment.
    public var description: String {
        ([reason] + moments.map { "  " + $0 }).joined(separator: "\n")
    }

    private var moments: [String] { timeline.map { "\($0.time.text) \($0.event)" } }
}

extension Duration {
    /// As many as an `Int64` holds: of more its components can't be asked for.
    var wholeSeconds: Int64 { min(max(self, .seconds(-Int64.max)), .seconds(Int64.max)).components.seconds }

    /// The two largest units of it: `1d 2h`, `15m`, `30s`.
    package var text: String {
        guard self >= .zero else { return "-" + (Duration.zero - max(self, .seconds(-Int64.max))).text }
        var rest = wholeSeconds
        var parts: [String] = []
        for (unit, seconds) in [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)] as [(String, Int64)] {
            if rest >= seconds { parts.append("\(rest / seconds)\(unit)") }
            rest %= seconds
        }
        return parts.isEmpty ? "0s" : parts.prefix(2).joined(separator: " ")
    }
}
