// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension JSONNodeDecoder {
    /// Types with a form of their own in JSON, and those that claims are made of, for which the way through `Codable` is
    /// three times as long; all others decode themselves.
    func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if type == [String].self { return same(try strings()) }
        if type == ExpirationClaim.self { return same(ExpirationClaim(value: try date())) }
        if type == IssuedAtClaim.self { return same(IssuedAtClaim(value: try date())) }
        if type == NotBeforeClaim.self { return same(NotBeforeClaim(value: try date())) }
        if type == IssuerClaim.self { return same(IssuerClaim(value: try string())) }
        if type == SubjectClaim.self { return same(SubjectClaim(value: try string())) }
        if type == AudienceClaim.self { return same(AudienceClaim(value: try audience())) }
        if type == IDClaim.self { return same(IDClaim(value: try string())) }
        if type == BoolClaim.self { return same(BoolClaim(value: try flag())) }
        if type == String.self { return same(try string()) }
        if type == Date.self { return same(try date()) }
        if type == Data.self { return same(try data()) }
        if type == URL.self { return same(try url()) }
        if type == Decimal.self { return same(try decimal()) }
        if type == JWTHeaderField.self { try checkFitsHeaderField() }
        if node.kind == .object, let dictionary = Self.dictionary(type) { return try read(dictionary) }
        return try Value(from: self)
    }

    /// The type where it is a dictionary by names; nil for all others. Looking that up takes long, so it is done only
    /// for what is as small as a dictionary.
    private static func dictionary<Value>(_ type: Value.Type) -> (any NamedValues.Type)? {
        guard MemoryLayout<Value>.size == MemoryLayout<[String: Int]>.size else { return nil }
        return type as? any NamedValues.Type
    }

    private func read<Values: NamedValues, Value>(_ type: Values.Type) throws -> Value {
        same(try Values.read(node))
    }

    /// The value as the type that it was just found to be. A cast would look the types up at run time, which takes
    /// longer than reading the claim.
    private func same<Own, Value>(_ own: Own) -> Value {
        precondition(Own.self == Value.self, "a type was compared with another than it is cast to")
        return unsafe unsafeBitCast(own, to: Value.self)
    }

    private func date() throws -> Date {
        guard node.kind == .number || ParserSurvey.current == nil else { return Date(timeIntervalSince1970: 0) }
        return try Date(timeIntervalSince1970: double())
    }

    /// A boolean or its name. JWTKit's `BoolClaim` shows in its error whatever else the string is.
    private func flag() throws -> Bool {
        guard node.kind == .string else { return try bool() }
        guard let flag = Bool(try string()) else { throw corrupted("the string is neither true nor false") }
        return flag
    }

    private func strings() throws -> [String] {
        guard node.kind == .array else { throw mismatch([Any].self) }
        var strings: [String] = []
        // Strings hold no nodes, so that one follows the other.
        let elements = node.index + 1..<Int(node.document.nodes[node.index].next)
        strings.reserveCapacity(elements.count)
        for index in elements {
            strings.append(try JSONNodeDecoder(node: JSONNode(document: node.document, index: index)).string())
        }
        return strings
    }

    /// A string or an array of strings, RFC 7519 section 4.1.3. JWTKit's `AudienceClaim` ends the process at an empty
    /// array.
    private func audience() throws -> [String] {
        guard node.kind == .array else { return [try string()] }
        let strings = try strings()
        guard !strings.isEmpty else { throw corrupted("the audience is an empty array") }
        return strings
    }

    /// JWTKit's `JWTHeaderField` ends the process at a whole number that no `Int` holds.
    private func checkFitsHeaderField() throws {
        guard node.isNumberBeyondInt64 else { return }
        throw corrupted("the number has a magnitude of 2^63 or more")
    }

    private func data() throws -> Data {
        if ParserSurvey.current != nil { return Data() }
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
}

/// A dictionary of claims by their names. Its own way through `Codable` finds each name twice, and casts it.
private protocol NamedValues {
    static func read(_ object: JSONNode) throws -> Self
}

extension Dictionary: NamedValues where Key == String, Value: Decodable {
    fileprivate static func read(_ object: JSONNode) throws -> [String: Value] {
        var values: [String: Value] = [:]
        values.reserveCapacity(object.memberCount)
        for (name, value) in object.members {
            values[name.string ?? ""] = try JSONNodeDecoder(node: value).value(Value.self)
        }
        return values
    }
}
