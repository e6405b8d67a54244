// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension JSONDocument {
    /// Decodes the document as JWTKit's decoder would: a `Date` is seconds since 1970, `Data` is base64.
    ///
    /// - Throws: `DecodingError`, and what a type's own `init(from:)` throws.
    package func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONNodeDecoder(node: root).value(type)
    }
}

/// Reads values off nodes: a `Decoder` of one node.
struct JSONNodeDecoder: Decoder {
    let node: JSONNode

    var userInfo: [CodingUserInfoKey: Any] { [:] }
    var codingPath: [any CodingKey] { node.path }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard node.kind == .object else { throw mismatch([String: Any].self) }
        return KeyedDecodingContainer(JSONKeyedContainer(object: node))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard node.kind == .array else { throw mismatch([Any].self) }
        return JSONUnkeyedContainer(array: node)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { JSONSingleValueContainer(decoder: self) }

    // MARK: Values

    func bool() throws -> Bool {
        guard let bool = node.bool else { throw mismatch(Bool.self) }
        return bool
    }

    func string() throws -> String {
        guard let string = node.string else { throw mismatch(String.self) }
        return string
    }

    func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) throws -> Integer {
        guard node.kind == .number else { throw mismatch(type) }
        guard let integer = node.integer(as: type) else { throw corrupted("the number does not fit \(type)") }
        return integer
    }

    func double() throws -> Double {
        guard let double = node.double else { throw mismatch(Double.self) }
        guard double.isFinite else { throw corrupted("the number does not fit Double") }
        return double
    }

    func float() throws -> Float {
        guard node.kind == .number else { throw mismatch(Float.self) }
        guard let float = Float(String(decoding: node.text, as: UTF8.self)), float.isFinite else {
            throw corrupted("the number does not fit Float")
        }
        return float
    }

    // MARK: Errors

    func mismatch(_ type: Any.Type) -> DecodingError {
        let context = DecodingError.Context(codingPath: codingPath, debugDescription: node.kind.found)
        return node.kind == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    func corrupted(_ reason: String) -> DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: codingPath, debugDescription: reason))
    }
}
