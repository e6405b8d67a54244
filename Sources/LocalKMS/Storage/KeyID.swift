// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The id of a key: a UUID in lower case. Nothing else becomes the name of a file.
struct KeyID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    let description: String

    /// The id that `string` spells; nil where it is not a UUID in lower case.
    init?(_ string: some StringProtocol) {
        let bytes = Array(string.utf8)
        guard bytes.count == 36 else { return nil }
        for (index, byte) in bytes.enumerated() {
            let isHyphen = byte == UInt8(ascii: "-")
            let isHex =
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            guard [8, 13, 18, 23].contains(index) ? isHyphen : isHex else { return nil }
        }
        description = String(string)
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
