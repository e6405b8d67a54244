// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// The names that a rotation's keys have: `alias/x` signs, `alias/x-next` is published and signs nothing yet, and
/// `alias/x-previous`, `alias/x-previous-2` and so on, the latest first, sign nothing any more and are still published.
struct RotationAliases: Sendable, Hashable {
    /// More keys at a time than any sane policy has: where reading ends.
    static let mostPrevious = 9

    let current: String

    /// - Throws: `KMSError` of kind `configuration` where it is no name of an alias, one of those that a rotation makes of
    ///   another, or too long for those.
    init(naming alias: String) throws(KMSError) {
        guard case .aliasName = try KeyReference(alias), !alias.utf8.starts(with: "alias/aws/".utf8) else {
            throw KMSError(
                .configuration, message: "a rotation goes by the name of an alias of yours, alias/NAME",
                keyReference: alias)
        }
        if let base = Self.base(alias) {
            throw KMSError(
                .configuration,
                message:
                    "the rotation of \(Excerpt.of(base, limit: 256)) uses an alias of this name: rotate that one, or take "
                    + "another name",
                keyReference: alias)
        }
        self.init(current: alias)
        guard previous(Self.mostPrevious - 1).utf8.count <= 256 else {
            throw KMSError(
                .configuration,
                message: "the alias is too long: its longest companion would have more than 256 characters",
                keyReference: alias)
        }
    }

    /// The alias that signs, of which this is one of the other names.
    private static func base(_ alias: String) -> String? {
        let numbered = (2...mostPrevious).map { "-previous-\($0)" }
        return (["-next", "-revoked", "-previous"] + numbered).first {
            alias.utf8.count > $0.utf8.count && alias.hasSuffix($0)
        }
        .map { String(alias.dropLast($0.count)) }
    }

    init(current: String) { self.current = current }

    var next: String { RotationNames.next(current) }

    /// The name of a key while it is being revoked, so that a run which was broken off is finished by the next.
    var revoked: String { current + "-revoked" }

    /// The name of the key before, or of one before that.
    func previous(_ index: Int) -> String {
        RotationNames.previous(current) + (index == 0 ? "" : "-\(index + 1)")
    }

    /// All of them.
    var all: Set<String> { Set([current, next, revoked] + (0..<Self.mostPrevious).map(previous)) }

    /// One change of an alias.
    enum Change: Sendable, Hashable {
        case create(String, keyID: String)
        case update(String, from: String, keyID: String)
        case delete(String, keyID: String)
    }

    /// The changes after which the keys before are those, in an order in which none of them is without a name at any time.
    ///
    /// - Parameters:
    ///   - found: what the aliases name now, gaps and doubles as they are.
    ///   - wanted: what they are to name.
    func changes(from found: [String?], to wanted: [String]) -> [Change] {
        let found = found + Array(repeating: nil, count: max(0, wanted.count - found.count))
        let written = wanted.indices.filter { found[$0] != wanted[$0] }.map { index -> Change in
            guard let old = found[index] else { return .create(previous(index), keyID: wanted[index]) }
            return .update(previous(index), from: old, keyID: wanted[index])
        }
        // Keys that move up, to make room for one, must have their new name before another takes the old one.
        let isGrowing = wanted.count > found.filter { $0 != nil }.count || Self.movesUp(found, wanted)
        let deleted = found.indices.dropFirst(wanted.count).reversed()
            .compactMap { index in found[index].map { Change.delete(previous(index), keyID: $0) } }
        return (isGrowing ? written.reversed() : written) + deleted
    }

    private static func movesUp(_ found: [String?], _ wanted: [String]) -> Bool {
        wanted.indices.contains { index in (found.firstIndex(of: wanted[index]) ?? index) < index }
    }
}
