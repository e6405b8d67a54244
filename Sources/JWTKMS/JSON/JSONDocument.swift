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
    }

    static let maximumDepth = 64

    let bytes: [UInt8]
    let nodes: [Node]

    /// Reads a document.
    package init(bytes: [UInt8]) throws(JSONRefusal) {
        var scanner = JSONScanner(bytes)
        nodes = try scanner.scan()
        self.bytes = bytes
    }

    /// The object at the top.
    package var root: JSONNode { JSONNode(document: self, index: 0) }

    /// Whether a number is of a magnitude of 2^63 or more, anywhere.
    package var hasNumberBeyondInt64: Bool {
        nodes.indices.contains { index in
            guard nodes[index].kind == .number else { return false }
            let number = JSONNode(document: self, index: index).double
            return number.map { abs($0) >= 0x1p63 } ?? true
        }
    }

    func text(_ node: Node) -> ArraySlice<UInt8> { bytes[Int(node.start)..<Int(node.end)] }
}
