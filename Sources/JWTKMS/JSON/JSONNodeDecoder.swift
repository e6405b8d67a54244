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
    package func decode<Value: Decodable>(
        _ type: Value.Type, userInfo: [CodingUserInfoKey: any Sendable] = [:]
    ) throws -> Value {
        try JSONNodeDecoder(node: root, sendableUserInfo: userInfo).value(type)
    }
}

/// Reads values off nodes: a `Decoder` of one node.
struct JSONNodeDecoder: Decoder {
    let node: JSONNode
    let sendableUserInfo: [CodingUserInfoKey: any Sendable]

    var userInfo: [CodingUserInfoKey: Any] { sendableUserInfo }
    var codingPath: [any CodingKey] { node.path }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard node.kind == .object else { throw mismatch([String: Any].self) }
        return KeyedDecodingContainer(JSONKeyedContainer(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard node.kind == .array else { throw mismatch([Any].self) }
        return JSONUnkeyedContainer(decoder: self, elements: node.elements)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { JSONSingleValueContainer(decoder: self) }

    /// The decoder of another node.
    func at(_ node: JSONNode) -> JSONNodeDecoder {
        JSONNodeDecoder(node: node, sendableUserInfo: sendableUserInfo)
    }

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

    func float<Float: BinaryFloatingPoint & LosslessStringConvertible>(_ type: Float.Type) throws -> Float {
        guard node.kind == .number else { throw mismatch(type) }
        guard let value = Float(String(decoding: node.text, as: UTF8.self)), value.isFinite else {
            throw corrupted("the number does not fit \(type)")
        }
        return value
    }

    /// Types with a form of their own in JSON; all others decode themselves.
    func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let own: Any? =
            switch type {
            case is Date.Type: Date(timeIntervalSince1970: try float(Double.self))
            case is Data.Type: try data()
            case is URL.Type: try url()
            case is Decimal.Type: try decimal()
            default: nil
            }
        // Without the first `let`, nil would be cast to any optional type.
        if let own, let own = own as? Value { return own }
        return try Value(from: self)
    }

    private func data() throws -> Data {
        guard let data = Data(base64Encoded: try string()) else { throw corrupted("the string is not base64") }
        return data
    }

    private func url() throws -> URL {
        guard let url = URL(string: try string()) else { throw corrupted("the string is not a URL") }
        return url
    }

    private func decimal() throws -> Decimal {
        guard node.kind == .number else { throw mismatch(Decimal.self) }
        guard let decimal = Decimal(string: String(decoding: node.text, as: UTF8.self)) else {
            throw corrupted("the number does not fit Decimal")
        }
        return decimal
    }

    // MARK: Errors

    func mismatch(_ type: Any.Type) -> DecodingError {
        let context = DecodingError.Context(codingPath: codingPath, debugDescription: "found \(node.kind)")
        return node.kind == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    func corrupted(_ reason: String) -> DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: codingPath, debugDescription: reason))
    }
}
