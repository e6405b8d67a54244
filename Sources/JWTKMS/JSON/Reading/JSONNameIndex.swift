// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Where the members of an object are, by name: for objects of many members. Of few, looking at each is faster.
///
/// Names are hashed with Swift's own hash, whose seed nobody outside the process knows.
struct JSONNameIndex: Sendable {
    private static let few = 32

    /// Nodes of names; 0, which the object at the top has, where there is none. A power of two, at most half full.
    private var slots: [UInt32]

    /// Looks whether two members of an object have one name: of two `exp`, two readers would believe two different
    /// ones.
    ///
    /// - Returns: nil where the members are too few to be worth an index.
    /// - Throws: ``JSONRefusal`` where two names are the same bytes, escapes resolved.
    static func checked(
        _ object: Int, _ nodes: [JSONDocument.Node], _ bytes: Span<UInt8>
    ) throws(JSONRefusal) -> JSONNameIndex? {
        let end = Int(nodes[object].next)
        var (name, count, isEscaped) = (object + 1, 0, false)
        while name < end {
            count += 1
            isEscaped = isEscaped || nodes[name].isEscaped
            name = Int(nodes[name + 1].next)
        }
        // Each comparison of an escaped name resolves it anew: too slow to do for pairs.
        guard count <= few, !isEscaped else { return try JSONNameIndex(object, count, nodes, bytes) }
        name = object + 1
        // A bit for each name that there was: of most names this tells that they are new.
        var seen: UInt64 = 0
        while name < end {
            let text = bytes.extracting(Int(nodes[name].start)..<Int(nodes[name].end))
            let bit = bit(of: text)
            let isNew = seen & bit == 0
            seen |= bit
            var before = isNew ? name : object + 1
            while before < name {
                if nodes[before].end - nodes[before].start == text.count, nodes[before].spells(text, bytes) {
                    throw duplicate(nodes[name])
                }
                before = Int(nodes[before + 1].next)
            }
            name = Int(nodes[name + 1].next)
        }
        return nil
    }

    /// One of 64 bits, by the length of a name and the letters in which names of one length differ most.
    private static func bit(of name: Span<UInt8>) -> UInt64 {
        let count = name.count
        guard count > 1 else { return 1 }
        let mixed = Int(name[0]) + 3 * Int(name[count - 1]) + 7 * Int(name[count - 2]) + 5 * count
        return 1 << UInt64(mixed & 63)
    }

    private init(
        _ object: Int, _ count: Int, _ nodes: [JSONDocument.Node], _ bytes: Span<UInt8>
    ) throws(JSONRefusal) {
        var size = 2 * Self.few
        while size < 2 * count { size *= 2 }
        slots = [UInt32](repeating: 0, count: size)
        let end = Int(nodes[object].next)
        var name = object + 1
        while name < end {
            let node = nodes[name]
            let text = bytes.extracting(Int(node.start)..<Int(node.end))
            if node.isEscaped {
                let unescaped = JSONEscape.unescaped(text)
                try insert(name, unescaped.span, nodes, bytes)
            } else {
                try insert(name, text, nodes, bytes)
            }
            name = Int(nodes[name + 1].next)
        }
    }

    /// The node of this name.
    func find(_ name: Span<UInt8>, _ nodes: [JSONDocument.Node], _ bytes: Span<UInt8>) -> Int? {
        let slot = slot(of: name, nodes, bytes)
        return slots[slot] == 0 ? nil : Int(slots[slot])
    }

    private mutating func insert(
        _ index: Int, _ name: Span<UInt8>, _ nodes: [JSONDocument.Node], _ bytes: Span<UInt8>
    ) throws(JSONRefusal) {
        let slot = slot(of: name, nodes, bytes)
        guard slots[slot] == 0 else { throw Self.duplicate(nodes[index]) }
        slots[slot] = UInt32(truncatingIfNeeded: index)
    }

    /// The slot that holds this name, or the empty one where it belongs.
    private func slot(of name: Span<UInt8>, _ nodes: [JSONDocument.Node], _ bytes: Span<UInt8>) -> Int {
        let mask = slots.count - 1
        var slot = name.seededHash & mask
        while slots[slot] != 0, !nodes[Int(slots[slot])].spells(name, bytes) { slot = (slot + 1) & mask }
        return slot
    }

    private static func duplicate(_ name: JSONDocument.Node) -> JSONRefusal {
        JSONRefusal(reason: .duplicateName, offset: Int(name.start))
    }
}
