// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import JWTKit

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// Writes payloads as JWTKit's default encoder would, except that a `Date` is whole seconds since 1970; `Data` is base64.
/// Members stand in the order in which they were encoded.
package struct PayloadEncoder {
    private let keepsDateFractions: Bool

    /// - Parameter keepsDateFractions: whether a `Date` other than `exp`, `nbf` and `iat` keeps its fraction of a second.
    package init(keepsDateFractions: Bool = false) { self.keepsDateFractions = keepsDateFractions }

    /// Encodes a value.
    ///
    /// - Throws: `EncodingError`, and what a type's own `encode(to:)` throws.
    package func encode<Value: Encodable>(_ value: Value) throws -> Data { Data(try json(value)) }

    func json<Value: Encodable>(_ value: Value) throws -> [UInt8] {
        let place = JSONPlace(keepsDateFractions: keepsDateFractions)
        try value.encode(to: JSONPlaceEncoder(place: place))
        return JSONWriter(place).bytes
    }
}

/// Puts values into a place: an `Encoder` of one place.
struct JSONPlaceEncoder: Encoder {
    let place: JSONPlace

    var userInfo: [CodingUserInfoKey: Any] { [:] }
    var codingPath: [any CodingKey] { place.path }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        place.becomeObject()
        return KeyedEncodingContainer(JSONObjectContainer(place: place))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        place.becomeArray()
        return JSONArrayContainer(place: place)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { JSONValueContainer(place: place) }
}

extension JSONPlace {
    /// A value that belongs into this place, at `key`.
    ///
    /// - Throws: `EncodingError`, and what the type's own `encode(to:)` throws.
    func value<Value: Encodable>(_ value: Value, _ key: (any CodingKey)?) throws -> JSONPlace.Value {
        switch value {
        case let claim as IssuerClaim: return .string(claim.value)
        case let claim as SubjectClaim: return .string(claim.value)
        case let claim as IDClaim: return .string(claim.value)
        case let claim as ExpirationClaim: return try number(seconds(claim.value, key), key)
        case let claim as IssuedAtClaim: return try number(seconds(claim.value, key), key)
        case let claim as NotBeforeClaim: return try number(seconds(claim.value, key), key)
        case let claim as AudienceClaim:
            return claim.value.count == 1 ? .string(claim.value[0]) : .strings(claim.value)
        case let strings as [String]: return .strings(strings)
        case let date as Date: return try number(seconds(date, key), key)
        case let data as Data: return .string(data.base64EncodedString())
        case let url as URL: return .string(url.absoluteString)
        case let decimal as Decimal: return .text(decimal.description)
        default:
            let place = JSONPlace(in: self, key)
            try value.encode(to: JSONPlaceEncoder(place: place))
            // A type that wrote one plain value needs no place any more.
            if case .value(let plain) = place.content { return plain }
            return .place(place)
        }
    }

    /// - Throws: `EncodingError` where the number is one that JSON has not.
    func number<Number: BinaryFloatingPoint & LosslessStringConvertible>(
        _ number: Number, _ key: (any CodingKey)?
    ) throws -> JSONPlace.Value {
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number,
                EncodingError.Context(
                    codingPath: path + [key].compactMap { $0 }, debugDescription: "JSON has no such number"))
        }
        if let integer = Int64(exactly: number), integer != 0 || number.sign == .plus { return .integer(integer) }
        return .text("\(number)")
    }

    static func integer(_ integer: some FixedWidthInteger) -> JSONPlace.Value {
        Int64(exactly: integer).map { .integer($0) } ?? .text(String(integer))
    }
}

extension PayloadEncoder: JWTJSONEncoder {}
