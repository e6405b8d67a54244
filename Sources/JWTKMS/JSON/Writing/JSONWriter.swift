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
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(element)
            }
            bytes.append(UInt8(ascii: "]"))
        }
    }

    private mutating func write(_ value: JSONPlace.Value) {
        switch value {
        case .string(let string): write(string)
        case .text(let text): bytes += text.utf8
        case .integer(let integer): write(integer)
        case .place(let place): write(place)
        case .strings(let strings):
            bytes.append(UInt8(ascii: "["))
            for (index, string) in strings.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(string)
            }
            bytes.append(UInt8(ascii: "]"))
        }
    }

    private mutating func write(_ integer: Int64) {
        if integer < 0 { bytes.append(UInt8(ascii: "-")) }
        var (rest, digits) = (integer.magnitude, 1)
        var power: UInt64 = 1
        while rest / power >= 10 {
            power *= 10
            digits += 1
        }
        for _ in 0..<digits {
            bytes.append(UInt8(ascii: "0") + UInt8(rest / power))
            rest %= power
            power /= 10
        }
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
