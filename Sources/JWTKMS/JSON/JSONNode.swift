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
    }

    let document: JSONDocument
    let index: Int

    private var node: JSONDocument.Node { document.nodes[index] }

    package var kind: Kind { node.kind }

    /// The text of a number or a literal, as the document spells it.
    package var text: ArraySlice<UInt8> { document.text(node) }

    /// The bytes of a string, escapes resolved; nil for what is no string.
    package var utf8: [UInt8]? {
        guard kind == .string else { return nil }
        return node.isEscaped ? JSONEscape.unescaped(text) : Array(text)
    }

    package var string: String? { utf8.map { String(decoding: $0, as: UTF8.self) } }

    package var bool: Bool? { kind == .true ? true : kind == .false ? false : nil }

    /// Whether this is a string of just these bytes.
    package func equals(_ string: String) -> Bool {
        guard kind == .string else { return false }
        return node.isEscaped
            ? JSONEscape.unescaped(text).elementsEqual(string.utf8) : text.elementsEqual(string.utf8)
    }

    /// The number, not finite where no `Double` holds it; nil for what is no number.
    package var double: Double? {
        guard kind == .number else { return nil }
        return Double(String(decoding: text, as: UTF8.self)) ?? .infinity
    }

    /// The number where it is a whole one that fits; nil otherwise.
    package func integer<Integer: FixedWidthInteger>(as type: Integer.Type = Integer.self) -> Integer? {
        guard kind == .number else { return nil }
        if let integer = Integer(String(decoding: text, as: UTF8.self)) { return integer }
        // A whole number may be written with a fraction or an exponent, `1.0` or `1e3`.
        guard text.contains(where: { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) && $0 != UInt8(ascii: "-") })
        else { return nil }
        return double.flatMap { Integer(exactly: $0) }
    }

    /// The member of this name; nil where there is none, or this is no object.
    package func member(_ name: String) -> JSONNode? { members.first { $0.name.equals(name) }?.value }

    /// The member of this name; nil where there is none, or this is no object.
    package func member(_ name: StaticString) -> JSONNode? { member(name.description) }

    /// The members of an object, in the order of the document; nothing for anything else.
    package var members: some Sequence<(name: JSONNode, value: JSONNode)> {
        sequence(state: index + 1) { [document, end = kind == .object ? Int(node.next) : 0] index in
            guard index < end else { return nil }
            defer { index = Int(document.nodes[index + 1].next) }
            return (JSONNode(document: document, index: index), JSONNode(document: document, index: index + 1))
        }
    }

    /// The elements of an array; nothing for anything else.
    package var elements: [JSONNode] {
        guard kind == .array else { return [] }
        var elements: [JSONNode] = []
        var next = index + 1
        while next < Int(node.next) {
            elements.append(JSONNode(document: document, index: next))
            next = Int(document.nodes[next].next)
        }
        return elements
    }
}
