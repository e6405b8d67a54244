// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reads the lines of a config or credentials file into its sections, in order and not yet merged.
///
/// Deeper indentation than a property's continues the property, as in the AWS CLI, so that a file whose properties are
/// all indented is read too. No error shows a line: it may hold a secret.
/// See [Format of the config and credentials files](https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html).
struct ConfigParser {
    private typealias Line = Data.SubSequence

    /// The property that is continued by deeper lines.
    private struct OpenProperty {
        /// Nil for one that is ignored.
        var name: String?
        var indentation: Int
        /// Nothing stood behind its `=`, so that what follows are properties of their own.
        var hasNested: Bool
    }

    private let file: String
    private var line = 0
    private var sections: [ConfigSection] = []
    private var open: OpenProperty?

    /// The sections, each called by its whole heading.
    ///
    /// - Parameter file: what the user calls the file.
    /// - Throws: `KMSError` of kind `configuration` that names the line and what was expected in it.
    static func sections(of contents: Data, file: String) throws(KMSError) -> [ConfigSection] {
        var parser = ConfigParser(file: file)
        let byteOrderMark = Data([0xEF, 0xBB, 0xBF])
        let text = contents.starts(with: byteOrderMark) ? contents.dropFirst(byteOrderMark.count) : contents
        for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            try parser.read(line)
        }
        return parser.sections
    }

    private init(file: String) { self.file = file }

    private var origin: Origin { .line(line, of: file) }

    private func refusal(_ expectation: String) -> KMSError {
        KMSError(.configuration, message: "\(origin) can't be read: \(expectation)")
    }

    private mutating func read(_ text: Line) throws(KMSError) {
        line += 1
        guard String(validating: text, as: UTF8.self) != nil else { throw refusal("it is not UTF-8") }
        let content = Self.trimmed(text)
        guard let first = content.first, !Self.beginsComment(first) else { return }
        let indentation = text.prefix(while: Self.isBlank).count
        if let open, indentation > open.indentation {
            try extend(open, by: content)
        } else if first == UInt8(ascii: "[") {
            try begin(content)
        } else {
            try define(content, indentation)
        }
    }

    private mutating func begin(_ content: Line) throws(KMSError) {
        let heading = Self.trimmed(content.prefix { !Self.beginsComment($0) })
        guard heading.last == UInt8(ascii: "]") else {
            throw refusal("a profile definition must end with ']', as in [profile NAME]")
        }
        open = nil
        sections.append(ConfigSection(name: Self.string(heading.dropFirst().dropLast()), origin: origin))
    }

    private mutating func define(_ content: Line, _ indentation: Int) throws(KMSError) {
        guard !sections.isEmpty else {
            throw refusal("expected a profile definition, such as [default], before anything else")
        }
        guard let (name, value) = Self.pair(content) else {
            throw refusal(
                indentation > 0
                    ? "expected a property definition, NAME = VALUE, and found a continuation of none"
                    : "expected an '=' sign, as in NAME = VALUE")
        }
        guard !name.isEmpty else { throw refusal("expected the name of a property before the '='") }
        let isKept = SectionHeading.isName(name)
        let key = Self.string(name).lowercased()
        open = OpenProperty(name: isKept ? key : nil, indentation: indentation, hasNested: value.isEmpty)
        guard isKept else { return }
        sections[sections.count - 1].properties[key] = ConfigProperty(value: Self.string(value), origin: origin)
    }

    private mutating func extend(_ open: OpenProperty, by content: Line) throws(KMSError) {
        var nested: (name: String, value: Found<String>)?
        if open.hasNested {
            guard let (name, value) = Self.pair(content) else {
                throw refusal("expected an '=' sign in a property within a property, as in NAME = VALUE")
            }
            guard !name.isEmpty else {
                throw refusal("expected the name of a property within a property before the '='")
            }
            nested = (Self.string(name).lowercased(), Found(Self.string(value), from: origin))
        }
        guard let name = open.name, !sections.isEmpty else { return }
        // In place: a copy of what is there already, for each line, would take for ever.
        let last = sections.count - 1
        sections[last].properties[name]?.value += "\n" + Self.string(content)
        if let nested { sections[last].properties[name]?.nested[nested.name] = nested.value }
    }

    /// What is before and behind the first `=`, without the comment at the end; nil where there is none.
    private static func pair(_ content: Line) -> (name: Line, value: Line)? {
        let text = withoutComment(content)
        guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        return (trimmed(text[..<equals]), trimmed(text[(equals + 1)...]))
    }

    /// A comment behind a value has a blank before it: `a#b` is a value.
    private static func withoutComment(_ content: Line) -> Line {
        let start = content.indices.dropFirst().first { beginsComment(content[$0]) && isBlank(content[$0 - 1]) }
        return content[..<(start ?? content.endIndex)]
    }

    private static func trimmed(_ line: Line) -> Line {
        let isSpace = { (byte: UInt8) in isBlank(byte) || byte == UInt8(ascii: "\r") }
        let text = line.drop(while: isSpace)
        return text[..<((text.lastIndex { !isSpace($0) }).map { $0 + 1 } ?? text.startIndex)]
    }

    private static func string(_ line: Line) -> String { String(decoding: line, as: UTF8.self) }
    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    private static func beginsComment(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";") }
}
