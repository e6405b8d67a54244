// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
public import ArgumentParser
public import JWTKMS

extension JWSAlgorithm: ExpressibleByArgument {
    /// The algorithm of this name; nil for one that is not supported.
    public init?(argument: String) { self.init(name: argument) }

    /// The names that there are, for help and errors.
    public static var allValueStrings: [String] { all.map(\.name) }
}

extension KeySpec: ExpressibleByArgument {
    /// The type of this name, in whatever case; as it is written where it is not known.
    public init?(argument: String) {
        let known = JWSAlgorithm.all.flatMap(\.keySpecs).first { $0.rawValue.lowercased() == argument.lowercased() }
        self = known ?? Self(rawValue: argument)
    }
}

/// How long something is: `30s`, `15m`, `2h`, `7d`.
struct Span {
    let seconds: Int

    /// - Throws: `ValidationError` which says how a time is written.
    init(_ argument: String) throws {
        var (total, rest) = (0, argument[...])
        repeat {
            let digits = rest.prefix { "0123456789".contains($0) }
            rest = rest.dropFirst(digits.count)
            guard let unit = rest.popFirst().flatMap({ Self.units[$0] }), !digits.isEmpty else {
                throw ValidationError("it is not a number and s, m, h or d, such as 15m, or several, such as 1h30m")
            }
            let (seconds, isTooLong) = (Int(digits) ?? .max).multipliedReportingOverflow(by: unit)
            guard !isTooLong, seconds <= Self.most - total else { throw ValidationError("it is more than 100 years") }
            total += seconds
        } while !rest.isEmpty
        seconds = total
    }

    private static let most = 100 * 366 * 86_400
    private static let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
}
#endif
