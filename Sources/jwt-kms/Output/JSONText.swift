// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import JWTKMS

/// The JSON of a token, written for people: indented, with numbers as the token spells them, and with what could move
/// the terminal escaped.
enum JSONText {
    static func of(_ json: [UInt8]) throws -> String {
        let document: JSONDocument
        do {
            document = try JSONDocument(bytes: json)
        } catch {
            throw JWTError.malformedToken(reason: "\(error)")
        }
        return of(document.root, indent: "")
    }

    private static func of(_ node: JSONNode, indent: String) -> String {
        let inner = indent + "  "
        switch node.kind {
        case .object:
            let members = node.members.map { "\(inner)\(of($0.name, indent: "")) : \(of($0.value, indent: inner))" }
            return members.isEmpty ? "{}" : "{\n\(members.joined(separator: ",\n"))\n\(indent)}"
        case .array:
            let elements = node.elements.map { inner + of($0, indent: inner) }
            return elements.isEmpty ? "[]" : "[\n\(elements.joined(separator: ",\n"))\n\(indent)]"
        case .string: return quoted(node.string ?? "")
        case .number, .true, .false, .null: return String(decoding: node.text, as: UTF8.self)
        }
    }

    private static func quoted(_ string: String) -> String {
        var text = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            default:
                if Terminal.isHarmless(scalar) {
                    text.unicodeScalars.append(scalar)
                } else {
                    for unit in UTF16.encode(scalar) ?? .init() {
                        let digits = String(unit, radix: 16)
                        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                    }
                }
            }
        }
        return text + "\""
    }
}
