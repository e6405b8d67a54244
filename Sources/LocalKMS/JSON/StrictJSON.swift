// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Sees that bytes are JSON as RFC 8259 has it and every reader reads it: in UTF-8 without a byte order mark, no comma too
/// many, no two members of one name. Foundation's decoder, which comes after it, lets all of those pass.
package struct StrictJSON {
    /// Why bytes are refused; as it ends a sentence about them.
    package enum Refusal: String, Error {
        case syntax = "is not JSON"
        case encoding = "is not UTF-8"
        case repetition = "has two members of one name"
        case depth = "is nested deeper than 32"
    }

    private static let maximumDepth = 32

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    /// All bytes of strings, or-ed.
    private var seen: UInt8 = 0

    /// - Throws: ``Refusal``.
    package static func check(_ bytes: [UInt8]) throws(Refusal) {
        var json = StrictJSON(bytes: bytes)
        try json.document()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func document() throws(Refusal) {
        skipSpace()
        try value()
        skipSpace()
        guard position == bytes.count else { throw .syntax }
        guard seen < 0x80 || String(validating: bytes, as: UTF8.self) != nil else { throw .encoding }
    }

    private mutating func value() throws(Refusal) {
        switch peek {
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "{"): try object()
        case UInt8(ascii: "["): try array()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: try number()
        }
    }

    private mutating func object() throws(Refusal) {
        var names: Set<String> = []
        try list(endingWith: UInt8(ascii: "}")) { json throws(Refusal) in
            let name = try json.name()
            guard names.insert(name).inserted else { throw .repetition }
            json.skipSpace()
            guard json.skip(UInt8(ascii: ":")) else { throw .syntax }
            json.skipSpace()
            try json.value()
        }
    }

    private mutating func array() throws(Refusal) {
        try list(endingWith: UInt8(ascii: "]")) { json throws(Refusal) in try json.value() }
    }

    /// Items with a comma between each two, after the bracket that is next.
    private mutating func list(
        endingWith end: UInt8, _ item: (inout StrictJSON) throws(Refusal) -> Void
    ) throws(Refusal) {
        guard depth < Self.maximumDepth else { throw .depth }
        depth += 1
        position += 1
        skipSpace()
        if !skip(end) {
            repeat {
                skipSpace()
                try item(&self)
                skipSpace()
            } while skip(UInt8(ascii: ","))
            guard skip(end) else { throw .syntax }
        }
        depth -= 1
    }

    /// The name of a member, escapes resolved.
    private mutating func name() throws(Refusal) -> String {
        let start = position
        guard try string() else { return String(decoding: bytes[start..<position], as: UTF8.self) }
        let name = try? KMSCoding.decoder().decode(String.self, from: Data(bytes[start..<position]))
        guard let name else { throw .syntax }
        return "\"\(name)\""
    }

    /// Whether it holds an escape.
    private mutating func string() throws(Refusal) -> Bool {
        guard skip(UInt8(ascii: "\"")) else { throw .syntax }
        var isEscaped = false
        while let byte = peek, byte >= 0x20 {
            position += 1
            seen |= byte
            if byte == UInt8(ascii: "\"") { return isEscaped }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                try escape()
            }
        }
        throw .syntax
    }

    /// What follows a backslash.
    private mutating func escape() throws(Refusal) {
        if !skip(UInt8(ascii: "u")) {
            guard let byte = peek, #""\/bfnrt"#.utf8.contains(byte) else { throw .syntax }
            position += 1
        } else {
            for _ in 0..<4 {
                guard let byte = peek, Character(Unicode.Scalar(byte)).isHexDigit else { throw .syntax }
                position += 1
            }
        }
    }

    private mutating func literal(_ text: String) throws(Refusal) {
        let end = position + text.utf8.count
        guard end <= bytes.count, text.utf8.elementsEqual(bytes[position..<end]) else { throw .syntax }
        position = end
    }

    /// `[ "-" ] int [ "." 1*DIGIT ] [ ( "e" / "E" ) [ "-" / "+" ] 1*DIGIT ]`, no leading zeros.
    private mutating func number() throws(Refusal) {
        _ = skip(UInt8(ascii: "-"))
        if !skip(UInt8(ascii: "0")) { try digits() }
        if skip(UInt8(ascii: ".")) { try digits() }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            try digits()
        }
    }

    private mutating func digits() throws(Refusal) {
        let start = position
        while let byte = peek, byte &- UInt8(ascii: "0") < 10 { position += 1 }
        guard position > start else { throw .syntax }
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }
}
