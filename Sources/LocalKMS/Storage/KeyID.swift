// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The id of a key: a UUID in lower case, or `mrk-` and 32 hexadecimal digits of a multi-Region key. Nothing else
/// becomes part of the name of a file.
struct KeyID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    let description: String

    private static let multiRegionPrefix = "mrk-"

    /// The id that `string` spells; nil where it is none.
    init?(_ string: some StringProtocol) {
        let bytes = Array(string.utf8)
        // Both forms have 36 bytes.
        guard bytes.count == 36 else { return nil }
        let isMultiRegion = bytes.starts(with: Self.multiRegionPrefix.utf8)
        let digits = isMultiRegion ? bytes.dropFirst(4) : bytes[...]
        for (index, byte) in zip(digits.indices, digits) {
            let isHyphen = !isMultiRegion && [8, 13, 18, 23].contains(index)
            guard isHyphen ? byte == UInt8(ascii: "-") : Self.isHex(byte) else { return nil }
        }
        description = String(string)
    }

    var isMultiRegion: Bool { description.utf8.starts(with: Self.multiRegionPrefix.utf8) }

    /// A new id, which no other key has.
    init(multiRegion: Bool) {
        let id = UUID().uuidString.lowercased()
        description = multiRegion ? Self.multiRegionPrefix + id.filter { $0 != "-" } : id
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = KeyID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a key id")
        }
        self = id
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    static func < (left: KeyID, right: KeyID) -> Bool { left.description < right.description }
}
