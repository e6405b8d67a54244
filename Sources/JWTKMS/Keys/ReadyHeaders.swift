// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Headers of tokens that were found good, with the keys that they name. All tokens of a key have the same header, as a
/// rule: what was found out of one holds for the next, byte for byte the same.
struct ReadyHeaders: Sendable {
    final class Entry: Sendable {
        /// In base64url.
        let text: [UInt8]
        let header: TokenHeader
        let key: VerificationKey

        func isOf(_ text: Span<UInt8>) -> Bool {
            let own = self.text
            return own.span.isEqual(to: text)
        }

        init(text: [UInt8], header: TokenHeader, key: VerificationKey) {
            self.text = text
            self.header = header
            self.key = key
        }
    }

    /// An issuer that writes something else into each header fills no more than this.
    private static let most = 256
    private static let longest = 1024
    private var entries: [Int: Entry] = [:]

    /// The entry of this hash. Its text may be another.
    subscript(hash: Int) -> Entry? { entries[hash] }

    mutating func insert(_ entry: Entry) {
        guard entries.count < Self.most, entry.text.count <= Self.longest else { return }
        let text = entry.text
        entries[text.span.seededHash] = entry
    }

    mutating func drop() { entries = [:] }
}
