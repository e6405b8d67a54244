// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Reads a document into nodes, in one pass and without recursion.
///
///     value  = object / array / string / number / "true" / "false" / "null"
///     object = "{" [ string ":" value *( "," string ":" value ) ] "}"
///     array  = "[" [ value *( "," value ) ] "]"           (RFC 8259, white space between tokens)
struct JSONScanner {
    private(set) var nodes: [JSONDocument.Node] = []
    private(set) var indexes: [Int: JSONNameIndex] = [:]
    /// Whether a string holds a byte that is not ASCII: then it is still to be seen whether it is UTF-8.
    var isBeyondASCII: Bool { seen >= 0x80 }

    private var position = 0
    /// The container that is open, and how many are.
    private var container = 0
    private var depth = 0
    /// All bytes of strings, or-ed.
    private var seen: UInt8 = 0

    mutating func scan(_ bytes: Span<UInt8>) throws(JSONRefusal) {
        guard bytes.count < UInt32.max else { throw JSONRefusal(reason: .tooLong, offset: 0) }
        nodes.reserveCapacity(bytes.count / 10 + 4)
        skipSpace(bytes)
        guard peek(bytes) == UInt8(ascii: "{") else { throw refusal(.notAnObject) }
        try value(bytes)
        while depth > 0 { try step(bytes) }
        skipSpace(bytes)
        guard position == bytes.count else { throw refusal(.syntax) }
    }

    /// One member or element, or the end of the container.
    private mutating func step(_ bytes: Span<UInt8>) throws(JSONRefusal) {
        let isObject = nodes[container].kind == .object
        skipSpace(bytes)
        if peek(bytes) == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            position += 1
            return try close(bytes)
        }
        if nodes.count > container + 1 {
            try expect(UInt8(ascii: ","), bytes)
            skipSpace(bytes)
        }
        if isObject {
            guard peek(bytes) == UInt8(ascii: "\"") else { throw refusal(.syntax) }
            try string(bytes)
            skipSpace(bytes)
            try expect(UInt8(ascii: ":"), bytes)
            skipSpace(bytes)
        }
        try value(bytes)
    }

    private mutating func value(_ bytes: Span<UInt8>) throws(JSONRefusal) {
        switch peek(bytes) ?? 0 {
        case UInt8(ascii: "\""): try string(bytes)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number(bytes)
        case UInt8(ascii: "{"): try open(.object)
        case UInt8(ascii: "["): try open(.array)
        case UInt8(ascii: "t"): try literal("true", .true, bytes)
        case UInt8(ascii: "f"): try literal("false", .false, bytes)
        case UInt8(ascii: "n"): try literal("null", .null, bytes)
        default: throw refusal(.syntax)
        }
    }

    private mutating func open(_ kind: JSONNode.Kind) throws(JSONRefusal) {
        guard depth < JSONDocument.maximumDepth else { throw refusal(.tooDeep) }
        let index = nodes.count
        append(kind, position)
        container = index
        depth += 1
        position += 1
    }

    private mutating func close(_ bytes: Span<UInt8>) throws(JSONRefusal) {
        let closed = container
        nodes[closed].end = UInt32(position)
        nodes[closed].next = UInt32(nodes.count)
        if nodes[closed].kind == .object, let index = try JSONNameIndex.checked(closed, nodes, bytes) {
            indexes[closed] = index
        }
        container = Int(nodes[closed].parent)
        depth -= 1
    }

    private mutating func literal(
        _ text: StaticString, _ kind: JSONNode.Kind, _ bytes: Span<UInt8>
    ) throws(JSONRefusal) {
        let (start, end) = (position, position + text.utf8CodeUnitCount)
        guard end <= bytes.count,
            text.withUTF8Buffer({ unsafe bytes.extracting(start..<end).isEqual(to: $0.span) })
        else { throw refusal(.syntax) }
        position = end
        append(kind, start)
    }

    /// `number = [ "-" ] int [ "." 1*DIGIT ] [ ( "e" / "E" ) [ "-" / "+" ] 1*DIGIT ]`, no leading zeros.
    private mutating func number(_ bytes: Span<UInt8>) throws(JSONRefusal) {
        let start = position
        skip(UInt8(ascii: "-"), bytes)
        if !skip(UInt8(ascii: "0"), bytes) { try digits(bytes) }
        if skip(UInt8(ascii: "."), bytes) { try digits(bytes) }
        if skip(UInt8(ascii: "e"), bytes) || skip(UInt8(ascii: "E"), bytes) {
            if !skip(UInt8(ascii: "+"), bytes) { skip(UInt8(ascii: "-"), bytes) }
            try digits(bytes)
        }
        if let next = peek(bytes), Self.isDigit(next) { throw refusal(.number) }
        append(.number, start)
    }

    private mutating func digits(_ bytes: Span<UInt8>) throws(JSONRefusal) {
        let start = position
        while let byte = peek(bytes), Self.isDigit(byte) { position += 1 }
        guard position > start else { throw refusal(.number) }
    }

    private mutating func string(_ bytes: Span<UInt8>) throws(JSONRefusal) {
        let start = position + 1
        var (here, seen, isEscaped) = (start, self.seen, false)
        while here < bytes.count {
            if here + 8 <= bytes.count {
                let eight = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: here, as: UInt64.self)
                let plain = Self.plainBytes(of: UInt64(littleEndian: eight))
                here += plain
                if plain == 8 { continue }
            }
            let byte = bytes[here]
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                guard let (_, length) = try JSONEscape.decode(bytes, at: here) else {
                    throw JSONRefusal(reason: .escape, offset: here)
                }
                here += length
                continue
            }
            guard byte >= 0x20 else { throw JSONRefusal(reason: .controlCharacter, offset: here) }
            seen |= byte
            here += 1
        }
        (position, self.seen) = (here, seen)
        append(.string, start, isEscaped: isEscaped)
        try expect(UInt8(ascii: "\""), bytes)
    }

    /// How many of eight bytes of a string come before the first that is not ASCII, a quote, a backslash or a control
    /// character.
    private static func plainBytes(of eight: UInt64) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let (quotes, backslashes) = (eight ^ (ones &* 0x22), eight ^ (ones &* 0x5C))
        // What is below n borrows, which sets its high bit. It may borrow from the bytes after it too, so that only the
        // first mark counts.
        let marks = (eight &- ones &* 0x20) | (quotes &- ones) | (backslashes &- ones) | eight
        return (marks & (ones << 7)).trailingZeroBitCount / 8
    }

    private mutating func append(_ kind: JSONNode.Kind, _ start: Int, isEscaped: Bool = false) {
        nodes.append(
            JSONDocument.Node(
                kind: kind, isEscaped: isEscaped, start: UInt32(truncatingIfNeeded: start),
                end: UInt32(truncatingIfNeeded: position), next: UInt32(truncatingIfNeeded: nodes.count + 1),
                parent: UInt32(truncatingIfNeeded: container)))
    }

    private func peek(_ bytes: Span<UInt8>) -> UInt8? { position < bytes.count ? bytes[position] : nil }

    @discardableResult
    private mutating func skip(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
        guard peek(bytes) == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8, _ bytes: Span<UInt8>) throws(JSONRefusal) {
        guard skip(byte, bytes) else { throw refusal(.syntax) }
    }

    private mutating func skipSpace(_ bytes: Span<UInt8>) {
        while let byte = peek(bytes), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private func refusal(_ reason: JSONRefusal.Reason) -> JSONRefusal { JSONRefusal(reason: reason, offset: position) }
}
