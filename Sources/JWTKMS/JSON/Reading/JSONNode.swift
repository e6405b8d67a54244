// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// One value of a document.
package struct JSONNode: Sendable {
    package enum Kind: UInt8, Sendable {
        case object
        case array
        case string
        case number
        case `true`
        case `false`
        case null

        /// For errors, which types that try one form after the other make by the hundred: an interpolated case costs more
        /// than all else of an error.
        var found: String {
            switch self {
            case .object: "found an object"
            case .array: "found an array"
            case .string: "found a string"
            case .number: "found a number"
            case .true: "found true"
            case .false: "found false"
            case .null: "found null"
            }
        }
    }

    let document: JSONDocument
    let index: Int

    private var node: JSONDocument.Node { document.nodes[index] }

    package var kind: Kind { node.kind }

    /// The text of a number or a literal, as the document spells it.
    package var text: ArraySlice<UInt8> { document.text(node) }

    package var string: String? {
        let node = node
        guard node.kind == .string else { return nil }
        guard !node.isEscaped else {
            return String(decoding: JSONEscape.unescaped(document.text(node).span), as: UTF8.self)
        }
        let range = Int(node.start)..<Int(node.end)
        return unsafe document.bytes.withUnsafeBufferPointer { bytes in
            unsafe String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
        }
    }

    package var bool: Bool? { kind == .true ? true : kind == .false ? false : nil }

    /// Whether this is a string of just these bytes.
    package func equals(_ string: String) -> Bool {
        var string = string
        return string.withUTF8 { unsafe document.spells(node, $0.span) }
    }

    /// The number, not finite where no `Double` holds it; nil for what is no number.
    package var double: Double? {
        guard kind == .number else { return nil }
        if let whole { return Double(whole) }
        return Double(String(decoding: text, as: UTF8.self)) ?? .infinity
    }

    /// The number where it is a whole one that fits; nil otherwise.
    package func integer<Integer: FixedWidthInteger>(as type: Integer.Type = Integer.self) -> Integer? {
        guard kind == .number else { return nil }
        if let whole { return Integer(exactly: whole) }
        if let integer = Integer(String(decoding: text, as: UTF8.self)) { return integer }
        // A whole number may be written with a fraction or an exponent, `1.0` or `1e3`. Past 2^53 a Double holds only
        // some of them, and would turn one number into its neighbour.
        guard let double, abs(double) < 0x1p53 else { return nil }
        return Integer(exactly: double)
    }

    /// The short way for what most numbers are: at most 18 digits, and nothing else but a sign. Not minus zero, of
    /// which a `Double` keeps the sign.
    private var whole: Int64? {
        let node = node
        let isNegative = document.bytes[Int(node.start)] == UInt8(ascii: "-")
        let digits = Int(node.start) + (isNegative ? 1 : 0)..<Int(node.end)
        guard digits.count <= 18 else { return nil }
        var value: Int64 = 0
        for index in digits {
            let digit = document.bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        guard isNegative else { return value }
        return value == 0 ? nil : -value
    }

    /// The member of this name; nil where there is none, or this is no object.
    package func member(_ name: String) -> JSONNode? {
        var name = name
        return name.withUTF8 { unsafe document.member($0.span, of: index) }
    }

    /// The member of this name; nil where there is none, or this is no object.
    package func member(_ name: StaticString) -> JSONNode? {
        name.withUTF8Buffer { unsafe document.member($0.span, of: index) }
    }

    /// The members of an object, in the order of the document; nothing for anything else.
    package var members: JSONMembers { JSONMembers(of: self) }

    /// How many members an object of plain values has; more than it has where values are containers.
    var memberCount: Int { (Int(node.next) - index - 1) / 2 }

    /// The elements of an array; nothing for anything else.
    package var elements: [JSONNode] {
        guard kind == .array else { return [] }
        var elements: [JSONNode] = []
        // Exact for an array of plain values, which most are.
        elements.reserveCapacity(Int(node.next) - index - 1)
        var next = index + 1
        while next < Int(node.next) {
            elements.append(JSONNode(document: document, index: next))
            next = Int(document.nodes[next].next)
        }
        return elements
    }
}

/// The members of an object, one after the other.
package struct JSONMembers: Sequence, IteratorProtocol {
    private let document: JSONDocument
    private var name: Int
    private let end: Int

    init(of object: JSONNode) {
        document = object.document
        name = object.index + 1
        end = object.kind == .object ? Int(object.document.nodes[object.index].next) : 0
    }

    package mutating func next() -> (name: JSONNode, value: JSONNode)? {
        guard name < end else { return nil }
        defer { name = Int(document.nodes[name + 1].next) }
        return (JSONNode(document: document, index: name), JSONNode(document: document, index: name + 1))
    }
}
