// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Reads a document into nodes, in one pass and without recursion.
///
///     value  = object / array / string / number / "true" / "false" / "null"
///     object = "{" [ string ":" value *( "," string ":" value ) ] "}"
///     array  = "[" [ value *( "," value ) ] "]"           (RFC 8259, white space between tokens)
struct JSONScanner {
    private let bytes: [UInt8]
    private var position = 0
    private var nodes: [JSONDocument.Node] = []
    /// The containers that are open: their nodes.
    private var open: [Int] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func scan() throws(JSONRefusal) -> [JSONDocument.Node] {
        guard bytes.count < UInt32.max else { throw JSONRefusal(reason: .tooLong, offset: 0) }
        try checkUTF8()
        nodes.reserveCapacity(bytes.count / 8)
        skipSpace()
        guard peek() == UInt8(ascii: "{") else { throw refusal(.notAnObject) }
        try value()
        while let container = open.last { try step(in: container) }
        skipSpace()
        guard position == bytes.count else { throw refusal(.syntax) }
        return nodes
    }

    private func checkUTF8() throws(JSONRefusal) {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw JSONRefusal(reason: .notUTF8, offset: 0) }
    }

    /// One member or element, or the end of the container.
    private mutating func step(in container: Int) throws(JSONRefusal) {
        let isObject = nodes[container].kind == .object
        skipSpace()
        if peek() == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            position += 1
            return try close(container)
        }
        if nodes.count > container + 1 {
            try expect(UInt8(ascii: ","))
            skipSpace()
        }
        if isObject {
            guard peek() == UInt8(ascii: "\"") else { throw refusal(.syntax) }
            try string()
            skipSpace()
            try expect(UInt8(ascii: ":"))
            skipSpace()
        }
        try value()
    }

    private mutating func value() throws(JSONRefusal) {
        switch peek() ?? 0 {
        case UInt8(ascii: "{"): try begin(.object)
        case UInt8(ascii: "["): try begin(.array)
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try literal("true", .true)
        case UInt8(ascii: "f"): try literal("false", .false)
        case UInt8(ascii: "n"): try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        default: throw refusal(.syntax)
        }
    }

    private mutating func begin(_ kind: JSONNode.Kind) throws(JSONRefusal) {
        guard open.count < JSONDocument.maximumDepth else { throw refusal(.tooDeep) }
        open.append(nodes.count)
        append(kind, position)
        position += 1
    }

    private mutating func close(_ container: Int) throws(JSONRefusal) {
        open.removeLast()
        nodes[container].end = UInt32(position)
        nodes[container].next = UInt32(nodes.count)
        if nodes[container].kind == .object { try JSONNames.check(container, nodes, bytes) }
    }

    private mutating func literal(_ text: StaticString, _ kind: JSONNode.Kind) throws(JSONRefusal) {
        let start = position
        let matches = text.withUTF8Buffer { unsafe bytes[start...].starts(with: $0) }
        guard matches else { throw refusal(.syntax) }
        position += text.utf8CodeUnitCount
        append(kind, start)
    }

    /// `number = [ "-" ] int [ "." 1*DIGIT ] [ ( "e" / "E" ) [ "-" / "+" ] 1*DIGIT ]`, no leading zeros.
    private mutating func number() throws(JSONRefusal) {
        let start = position
        skip(UInt8(ascii: "-"))
        if !skip(UInt8(ascii: "0")) { try digits() }
        if skip(UInt8(ascii: ".")) { try digits() }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            if !skip(UInt8(ascii: "+")) { skip(UInt8(ascii: "-")) }
            try digits()
        }
        if let next = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { throw refusal(.number) }
        append(.number, start)
    }

    private mutating func digits() throws(JSONRefusal) {
        let start = position
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw refusal(.number) }
    }

    private mutating func string() throws(JSONRefusal) {
        position += 1
        let start = position
        var isEscaped = false
        while let byte = peek(), byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw refusal(.controlCharacter) }
            guard byte == UInt8(ascii: "\\") else {
                position += 1
                continue
            }
            isEscaped = true
            guard let (_, length) = try JSONEscape.decode(bytes[position...]) else { throw refusal(.escape) }
            position += length
        }
        append(.string, start, isEscaped: isEscaped)
        try expect(UInt8(ascii: "\""))
    }

    private mutating func append(_ kind: JSONNode.Kind, _ start: Int, isEscaped: Bool = false) {
        nodes.append(
            JSONDocument.Node(
                kind: kind, isEscaped: isEscaped, start: UInt32(start), end: UInt32(position),
                next: UInt32(nodes.count + 1)))
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    @discardableResult
    private mutating func skip(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(JSONRefusal) {
        guard skip(byte) else { throw refusal(.syntax) }
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func refusal(_ reason: JSONRefusal.Reason) -> JSONRefusal { JSONRefusal(reason: reason, offset: position) }
}
