// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// A document as it is written: no white space, no escape that is not needed.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    init(_ place: JSONPlace) {
        bytes.reserveCapacity(512)
        write(place)
    }

    private mutating func write(_ place: JSONPlace) {
        switch place.content {
        case .nothing: bytes += "{}".utf8
        case .value(let value): write(value)
        case .object(let object):
            var separator = UInt8(ascii: "{")
            for (name, value) in object.members {
                bytes.append(separator)
                write(name)
                bytes.append(UInt8(ascii: ":"))
                write(value)
                separator = UInt8(ascii: ",")
            }
            if object.members.isEmpty { bytes.append(separator) }
            bytes.append(UInt8(ascii: "}"))
        case .array(let elements): writeArray(elements) { $0.write($1) }
        }
    }

    private mutating func write(_ value: JSONPlace.Value) {
        switch value {
        case .string(let string): write(string)
        case .text(let text): bytes += text.utf8
        case .integer(let integer): bytes += String(integer).utf8
        case .place(let place): write(place)
        case .strings(let strings): writeArray(strings) { $0.write($1) }
        }
    }

    private mutating func writeArray<Element>(_ elements: [Element], _ write: (inout Self, Element) -> Void) {
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(&self, element)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ string: String) {
        var string = string
        bytes.append(UInt8(ascii: "\""))
        string.withUTF8 { text in
            if unsafe text.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
                unsafe bytes += JSONEscape.escaped(text.span)
            } else {
                unsafe bytes += text
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
