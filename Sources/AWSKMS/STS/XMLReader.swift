// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reads the XML that AWS's query protocol answers: elements and text, and nothing else that XML has. There are no
/// document types, so no entities that fetch a file or grow a thousandfold; no comments, CDATA sections or processing
/// instructions. Attributes are passed over.
struct XMLReader {
    static let maximumBytes = 65_536
    static let maximumDepth = 16

    /// An element: it has either text or children.
    struct Element: Sendable, Equatable {
        var name: String
        var text = ""
        var children: [Element] = []

        /// The child of this name; nil where there is none, or more than one.
        subscript(name: String) -> Element? {
            let named = children.filter { $0.name == name }
            return named.count == 1 ? named[0] : nil
        }
    }

    /// Why it is no such document, in words that follow "the document".
    struct Failure: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    private let bytes: [UInt8]
    private var position = 0

    private init(_ document: Data) { bytes = Array(document) }

    /// The outermost element, which is all that the document has.
    static func root(of document: Data) throws(Failure) -> Element {
        guard document.count <= maximumBytes else { throw Failure(description: "has more than \(maximumBytes) bytes") }
        guard let text = String(validating: document, as: UTF8.self), text.unicodeScalars.allSatisfy(isCharacter)
        else { throw Failure(description: "holds bytes that are no text") }
        var reader = XMLReader(document)
        try reader.skipDeclaration()
        reader.skipWhiteSpace()
        let root = try reader.element(depth: 1)
        reader.skipWhiteSpace()
        guard reader.position == reader.bytes.count else { throw Failure(description: "goes on after its end") }
        return root
    }

    private mutating func skipDeclaration() throws(Failure) {
        guard take("<?xml ") else { return }
        while !take("?>") { try skip() }
    }

    private mutating func element(depth: Int) throws(Failure) -> Element {
        guard depth <= Self.maximumDepth else { throw Failure(description: "is nested too deeply") }
        try expect("<")
        var element = Element(name: try name())
        guard try !skipAttributes() else { return element }
        while !take("</") {
            if next == UInt8(ascii: "<") {
                element.children.append(try self.element(depth: depth + 1))
            } else {
                element.text += try text()
            }
        }
        guard try name() == element.name else { throw Failure(description: "closes another element than it opened") }
        skipWhiteSpace()
        try expect(">")
        return try Self.withoutIndentation(element)
    }

    private static func withoutIndentation(_ element: Element) throws(Failure) -> Element {
        guard !element.children.isEmpty else { return element }
        guard element.text.utf8.allSatisfy(isWhiteSpace) else {
            throw Failure(description: "has text beside elements")
        }
        return Element(name: element.name, children: element.children)
    }

    /// To the end of the tag.
    ///
    /// - Returns: whether the tag closes its element.
    private mutating func skipAttributes() throws(Failure) -> Bool {
        while true {
            let isApart = skipWhiteSpace()
            if take("/>") { return true }
            if take(">") { return false }
            guard isApart else { throw Failure(description: "has a tag that does not end") }
            _ = try name()
            skipWhiteSpace()
            try expect("=")
            skipWhiteSpace()
            let quote = next
            guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
                throw Failure(description: "has an attribute without quotes")
            }
            repeat { try skip() } while next != quote
            try skip()
        }
    }

    private mutating func name() throws(Failure) -> String {
        let start = position
        while let byte = next, Self.isOfName(byte, isFirst: position == start) { position += 1 }
        guard position > start else { throw Failure(description: "holds what is neither an element nor text") }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Up to the next tag.
    private mutating func text() throws(Failure) -> String {
        var text: [UInt8] = []
        while next != UInt8(ascii: "<") {
            if next == UInt8(ascii: "&") {
                text += String(try reference()).utf8
            } else if take("\r\n") || take("\r") {
                text.append(UInt8(ascii: "\n"))
            } else {
                text.append(try skip())
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// `&amp;`, `&#38;` or `&#x26;`.
    private mutating func reference() throws(Failure) -> Character {
        try expect("&")
        guard let end = bytes[position...].prefix(10).firstIndex(of: UInt8(ascii: ";")) else {
            throw Failure(description: "has an & that begins nothing")
        }
        let name = String(decoding: bytes[position..<end], as: UTF8.self)
        position = end + 1
        if let character = Self.entities[name] { return character }
        guard let scalar = Self.scalar(name), Self.isCharacter(scalar) else {
            throw Failure(description: "refers to an entity that XML does not have of itself")
        }
        return Character(scalar)
    }

    private static let entities: [String: Character] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'",
    ]

    /// Of `#38` or `#x26`.
    private static func scalar(_ reference: String) -> Unicode.Scalar? {
        let isHexadecimal = reference.hasPrefix("#x")
        let digits = reference.dropFirst(isHexadecimal ? 2 : 1)
        // Or a sign would pass for a digit.
        guard reference.hasPrefix("#"), digits.allSatisfy(\.isHexDigit) else { return nil }
        return UInt32(digits, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init)
    }
}

// Bytes, one after another.
extension XMLReader {
    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    @discardableResult
    private mutating func skip() throws(Failure) -> UInt8 {
        guard let byte = next else { throw Failure(description: "ends too early") }
        position += 1
        return byte
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let wanted = "\(text)".utf8
        guard bytes[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    private mutating func expect(_ text: StaticString) throws(Failure) {
        guard take(text) else { throw Failure(description: "has no \(text) where one must be") }
    }

    /// - Returns: whether there was any.
    @discardableResult
    private mutating func skipWhiteSpace() -> Bool {
        let start = position
        while let byte = next, Self.isWhiteSpace(byte) { position += 1 }
        return position > start
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    /// ASCII letters, digits and some signs: AWS names nothing otherwise.
    private static func isOfName(_ byte: UInt8, isFirst: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"): !isFirst
        default: false
        }
    }

    /// What XML 1.0 takes for a character.
    private static func isCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
