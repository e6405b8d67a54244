// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if RemoteJWKS
/// For how long an answer is fresh, by its headers: RFC 9111 sections 4.2 and 5.2.2.
///
/// Nothing but `Cache-Control` and `Age` counts. An answer with a directive that can't be read is not taken for fresh.
struct Freshness {
    /// The least and the most that is gone by.
    let limits: ClosedRange<Duration>
    /// Of an answer that says nothing.
    let usual: Duration

    /// - Parameters:
    ///   - cacheControl: each header of this name.
    ///   - age: how many seconds the answer spent in caches on its way.
    func lifetime(cacheControl: [String], age: String?) -> Duration {
        let directives = cacheControl.flatMap { $0.split(separator: ",") }.map(Self.directive)
        guard !directives.contains(where: { $0.name == "no-store" || $0.name == "no-cache" }) else {
            return limits.lowerBound
        }
        let ages = directives.filter { $0.name == "max-age" }.map { Self.seconds($0.value) }
        guard !ages.isEmpty else { return within(usual) }
        // Of several the shortest; one that is no number is nothing to go by.
        let fresh = ages.map { $0 ?? 0 }.min() ?? 0
        let spent = age.map { Self.seconds(Self.trimmed($0[...])) ?? Self.most } ?? 0
        return within(.seconds(max(0, fresh - spent)))
    }

    private func within(_ lifetime: Duration) -> Duration {
        min(max(lifetime, limits.lowerBound), limits.upperBound)
    }

    private static func directive(_ text: Substring) -> (name: String, value: Substring) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let value = parts.count == 2 ? trimmed(parts[1]) : ""
        let isQuoted = value.utf8.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
        return (trimmed(parts[0]).lowercased(), isQuoted ? value.dropFirst().dropLast() : value)
    }

    /// More than any cache's, and far from what a sum could overflow by: RFC 9111 section 1.2.2.
    private static let most: Int64 = 1 << 31

    private static func seconds(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return min(Int64(text) ?? most, most)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        let rest = text.drop(while: isSpace)
        return rest.lastIndex { !isSpace($0) }.map { rest[...$0] } ?? ""
    }
}
#endif
