// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
import Foundation
import JWTKMS

extension Claims {
    /// A JSON value as text, so that a number of any size is signed as it was spelled.
    struct Value: Sendable {
        let json: [UInt8]

        init(string: String) throws { json = Array(try Self.encoder.encode(string)) }

        init(strings: [String]) throws { json = Array(try Self.encoder.encode(strings)) }

        init(integer: Int64) { json = Array(String(integer).utf8) }

        init(_ node: JSONNode) { json = Self.compact(node) }

        private static var encoder: JSONEncoder {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .withoutEscapingSlashes
            return encoder
        }

        /// Whether it is a number that a time can be.
        var isTime: Bool {
            (json.first.map { $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false)
                && Double(String(decoding: json, as: UTF8.self))?.isFinite == true
        }

        /// The value without the whitespace between its parts.
        private static func compact(_ node: JSONNode) -> [UInt8] {
            let comma = [UInt8(ascii: ",")]
            switch node.kind {
            case .object:
                let members = node.members.map { compact($0.name) + [UInt8(ascii: ":")] + compact($0.value) }
                return [UInt8(ascii: "{")] + members.joined(separator: comma) + [UInt8(ascii: "}")]
            case .array:
                return [UInt8(ascii: "[")] + node.elements.map(compact).joined(separator: comma) + [UInt8(ascii: "]")]
            case .string: return [UInt8(ascii: "\"")] + node.text + [UInt8(ascii: "\"")]
            case .number, .true, .false, .null: return Array(node.text)
            }
        }
    }
}

extension JSONNode {
    /// Reads a JSON value as strictly as a token's is read.
    ///
    /// - Throws: `UsageError` which says of `what` that it is not JSON, and why.
    static func read(_ json: [UInt8], what: String) throws -> JSONNode {
        // The reader wants an object at the top.
        let wrapper = Array(#"{"v":"#.utf8) + json + [UInt8(ascii: "}")]
        let document: JSONDocument
        do {
            document = try JSONDocument(bytes: wrapper)
        } catch {
            throw UsageError("\(what) is not JSON: \(error.description(from: 5))")
        }
        guard document.root.members.map({ $0 }).count == 1, let value = document.root.member("v") else {
            throw UsageError("\(what) is not one JSON value")
        }
        return value
    }
}
#endif
