// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The name of an alias, `alias/...`, in the alphabet of KMS: so plain ASCII, and equal only where the bytes are.
struct AliasName: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    let description: String

    static let prefix = "alias/"

    /// The alias that `string` spells; nil where KMS would refuse it.
    init?(_ string: some StringProtocol) {
        let bytes = string.utf8
        guard bytes.starts(with: Self.prefix.utf8), bytes.count > Self.prefix.utf8.count, bytes.count <= 256,
            bytes.allSatisfy(Self.isAllowed)
        else { return nil }
        description = String(string)
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let name = AliasName(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an alias name")
        }
        self = name
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Whether AWS keeps the name for its own keys.
    var isReserved: Bool { description.utf8.starts(with: "alias/aws/".utf8) }

    static func < (left: AliasName, right: AliasName) -> Bool { left.description < right.description }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
