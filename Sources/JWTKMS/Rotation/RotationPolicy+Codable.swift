// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI

/// A policy as an object of JSON or of another format, so that services and `jwt-kms rotate --policy` read the same file.
///
/// The members are the properties. Times are numbers of seconds, to a millisecond. Only `tokenLifetime` is needed; the
/// others are as ``init(tokenLifetime:period:pollInterval:missedPolls:settling:jwksMaximumAge:clockSkew:leeway:announcement:retention:deletionWindowInDays:)``
/// has them.
extension RotationPolicy: Codable {
    private enum Member: String, CodingKey, CaseIterable {
        case tokenLifetime, period, pollInterval, missedPolls, settling, jwksMaximumAge, clockSkew, leeway
        case announcement, retention, deletionWindowInDays

        /// The times that have a default.
        static var times: [(Member, WritableKeyPath<RotationPolicy, Duration>)] {
            [
                (.period, \.period), (.pollInterval, \.pollInterval), (.settling, \.settling),
                (.jwksMaximumAge, \.jwksMaximumAge), (.clockSkew, \.clockSkew), (.leeway, \.leeway),
            ]
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Reads a policy. Whether it is safe is checked where it is used, or by ``checkSafety()``.
    ///
    /// - Throws: `DecodingError`, also for a member that a policy does not have: one that is misspelt would be lost.
    public init(from decoder: any Decoder) throws {
        let names = try decoder.container(keyedBy: Name.self).allKeys
        if let unknown = names.first(where: { Member(rawValue: $0.stringValue) == nil }) {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription:
                        "a rotation policy has no member \(Excerpt.of(unknown.stringValue)); its members are "
                        + Member.allCases.map(\.rawValue).joined(separator: ", ")))
        }
        let members = try decoder.container(keyedBy: Member.self)
        func time(_ member: Member) throws -> Duration? {
            guard let seconds = try members.decodeIfPresent(Double.self, forKey: member) else { return nil }
            guard abs(seconds) <= Self.longest else {
                throw DecodingError.dataCorruptedError(forKey: member, in: members, debugDescription: "it is too long")
            }
            return .milliseconds(Int64((seconds * 1000).rounded()))
        }
        guard let lifetime = try time(.tokenLifetime) else {
            throw DecodingError.keyNotFound(
                Member.tokenLifetime,
                DecodingError.Context(codingPath: members.codingPath, debugDescription: "it has no default"))
        }
        self.init(tokenLifetime: lifetime, announcement: try time(.announcement), retention: try time(.retention))
        for (member, path) in Member.times { self[keyPath: path] = try time(member) ?? self[keyPath: path] }
        missedPolls = try members.decodeIfPresent(Int.self, forKey: .missedPolls) ?? missedPolls
        deletionWindowInDays =
            try members.decodeIfPresent(Int.self, forKey: .deletionWindowInDays) ?? deletionWindowInDays
    }

    /// Writes all members but the times that are nil.
    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Member.self)
        func write(_ time: Duration, _ member: Member) throws {
            let milliseconds = Int64((time / .milliseconds(1)).rounded())
            guard milliseconds % 1000 == 0 else {
                return try members.encode(Double(milliseconds) / 1000, forKey: member)
            }
            try members.encode(milliseconds / 1000, forKey: member)
        }
        try write(tokenLifetime, .tokenLifetime)
        for (member, path) in Member.times { try write(self[keyPath: path], member) }
        if let announcement { try write(announcement, .announcement) }
        if let retention { try write(retention, .retention) }
        try members.encode(missedPolls, forKey: .missedPolls)
        try members.encode(deletionWindowInDays, forKey: .deletionWindowInDays)
    }

    /// Seconds: far more than any policy may have.
    private static let longest = 1e12
}

extension RotationPolicy {
    /// Reads a policy from a JSON file, as `jwt-kms rotate --policy FILE` does.
    ///
    /// ```swift
    /// let policy = try RotationPolicy(json: Data(contentsOf: URL(filePath: "rotation.json")))
    /// ```
    ///
    /// - Parameter json: one JSON object in UTF-8, read strictly: no two members of one name, and none that a policy does not
    ///   have.
    /// - Throws: `KMSError` of kind `configuration` that names what is wrong. Whether the policy is safe is checked where it
    ///   is used, or by ``checkSafety()``.
    public init(json: some Collection<UInt8>) throws(KMSError) {
        do {
            self = try JSONDocument(bytes: Array(json)).decode(RotationPolicy.self)
        } catch {
            let why = (error as? DecodingError).map(Self.reason) ?? "\(error)"
            throw KMSError(.configuration, message: "the rotation policy can't be read: \(why)", underlying: error)
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        let name = { (context: DecodingError.Context) in context.codingPath.last.map { Excerpt.of($0.stringValue) } }
        return switch error {
        case .keyNotFound(let member, _): "\(member.stringValue) is missing"
        case .typeMismatch(_, let context): "\(name(context) ?? "it") is not a number; times are in seconds"
        case .dataCorrupted(let context):
            name(context).map { "\($0): \(context.debugDescription)" } ?? context.debugDescription
        default: error.claimPath
        }
    }
}
