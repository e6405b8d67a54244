// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A JSON object whose members are strings that need no escape: what a signature is asked for with, and answered by.
///
/// It exists for the way of every token, where `Codable` takes longer than the signing of the request. What is not so plain
/// is nil here, and left to `KMSCoding`.
enum PlainObject {
    /// The text of such an object.
    static func json(_ members: [(name: String, value: String)]) -> Data? {
        var text: [UInt8] = []
        text.reserveCapacity(members.reduce(2) { $0 + $1.name.utf8.count + $1.value.utf8.count + 6 })
        for (name, value) in members {
            guard value.utf8.allSatisfy(isPlain) else { return nil }
            text.append(text.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
            text.append(quote)
            text += name.utf8
            text += [quote, UInt8(ascii: ":"), quote]
            text += value.utf8
            text.append(quote)
        }
        text.append(UInt8(ascii: "}"))
        return Data(text)
    }

    /// The members of such an object. Two of one name are none of it.
    static func members(_ json: Data) -> [(name: String, value: String)]? {
        var (members, rest) = ([(name: String, value: String)](), Array(json)[...])
        guard next(&rest) == UInt8(ascii: "{") else { return nil }
        while true {
            guard next(&rest) == quote, let name = string(&rest), next(&rest) == UInt8(ascii: ":"),
                next(&rest) == quote, let value = string(&rest), !members.contains(where: { $0.name == name })
            else { return nil }
            members.append((name, value))
            switch next(&rest) {
            case UInt8(ascii: ","): continue
            case UInt8(ascii: "}"): return next(&rest) == nil ? members : nil
            default: return nil
            }
        }
    }

    private static let quote = UInt8(ascii: "\"")

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20..<0x7F).contains(byte) && byte != quote && byte != UInt8(ascii: "\\")
    }

    /// The next byte that is no white space.
    private static func next(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
        while let byte = rest.popFirst() {
            if ![0x20, 0x09, 0x0A, 0x0D].contains(byte) { return byte }
        }
        return nil
    }

    /// What stands before the next quote.
    private static func string(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard let end = rest.firstIndex(where: { !isPlain($0) }), rest[end] == quote else { return nil }
        defer { rest = rest[(end + 1)...] }
        return String(decoding: rest[..<end], as: UTF8.self)
    }
}
