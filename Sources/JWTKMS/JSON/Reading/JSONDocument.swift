// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// A JSON document that was read once, strictly: RFC 8259 in UTF-8, an object at the top, no two members of one name
/// at any depth (RFC 7515 section 4 and RFC 7519 section 4), depth at most 64.
///
/// What was read is a flat array of nodes over the document's own bytes; values are made of them when asked for.
package final class JSONDocument: Sendable {
    /// One value, or the name of a member. Containers are followed by what they hold: an object by name, value, name,
    /// value; an array by its elements.
    struct Node: Sendable {
        var kind: JSONNode.Kind
        /// Whether a string holds an escape.
        var isEscaped = false
        /// The first byte; of a string, the first within the quotes.
        var start: UInt32
        /// After the last byte; of a string, the closing quote.
        var end: UInt32
        /// The index after the last node of this one.
        var next: UInt32
        /// The index of the container that holds this one; of the top, its own.
        var parent: UInt32
    }

    static let maximumDepth = 64

    let bytes: [UInt8]
    let nodes: [Node]
    /// Of the objects with so many members that looking through them would take long.
    private let indexes: [Int: JSONNameIndex]

    /// Reads a document.
    package init(bytes: [UInt8]) throws(JSONRefusal) {
        var scanner = JSONScanner()
        try scanner.scan(bytes.span)
        if scanner.isBeyondASCII, String(validating: bytes, as: UTF8.self) == nil {
            throw JSONRefusal(reason: .notUTF8, offset: 0)
        }
        self.bytes = bytes
        nodes = scanner.nodes
        indexes = scanner.indexes
    }

    /// The object at the top.
    package var root: JSONNode { JSONNode(document: self, index: 0) }

    func text(_ node: Node) -> ArraySlice<UInt8> { bytes[Int(node.start)..<Int(node.end)] }

    /// The member of this name of an object; nil where there is none, or this is no object.
    func member(_ name: Span<UInt8>, of object: Int) -> JSONNode? {
        guard nodes[object].kind == .object else { return nil }
        if !indexes.isEmpty, let index = indexes[object] {
            let bytes = bytes
            guard let found = index.find(name, nodes, bytes.span) else { return nil }
            return JSONNode(document: self, index: found + 1)
        }
        let end = Int(nodes[object].next)
        var member = object + 1
        while member < end {
            let node = nodes[member]
            if node.isEscaped || Int(node.end - node.start) == name.count, spells(node, name) {
                return JSONNode(document: self, index: member + 1)
            }
            member = Int(nodes[member + 1].next)
        }
        return nil
    }

    /// Whether this is a string of just these bytes, escapes resolved.
    func spells(_ node: Node, _ string: Span<UInt8>) -> Bool {
        guard node.kind == .string else { return false }
        let start = Int(node.start)
        guard !node.isEscaped else {
            let unescaped = JSONEscape.unescaped(text(node).span)
            return unescaped.span.isEqual(to: string)
        }
        guard Int(node.end) - start == string.count else { return false }
        for index in string.indices where bytes[start + index] != string[index] { return false }
        return true
    }
}

extension JSONDocument.Node {
    /// Whether this is a string of just these bytes, escapes resolved.
    func spells(_ string: Span<UInt8>, _ bytes: Span<UInt8>) -> Bool {
        guard kind == .string else { return false }
        let text = bytes.extracting(Int(start)..<Int(end))
        guard isEscaped else { return text.isEqual(to: string) }
        let unescaped = JSONEscape.unescaped(text)
        return unescaped.span.isEqual(to: string)
    }
}
