// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The container of an array's elements.
struct JSONArrayContainer: UnkeyedEncodingContainer {
    let place: JSONPlace

    var codingPath: [any CodingKey] { place.path }
    var count: Int { place.array.count }

    mutating func encodeNil() throws { place.append(.text("null")) }
    mutating func encode(_ value: Bool) throws { place.append(.text(value ? "true" : "false")) }
    mutating func encode(_ value: String) throws { place.append(.string(value)) }
    mutating func encode(_ value: Double) throws { place.append(try place.number(value, here)) }
    mutating func encode(_ value: Float) throws { place.append(try place.number(value, here)) }
    mutating func encode(_ value: Int) throws { place.append(JSONPlace.integer(value)) }
    mutating func encode(_ value: Int8) throws { place.append(JSONPlace.integer(value)) }
    mutating func encode(_ value: Int16) throws { place.append(JSONPlace.integer(value)) }
    mutating func encode(_ value: Int32) throws { place.append(JSONPlace.integer(value)) }
    mutating func encode(_ value: Int64) throws { place.append(JSONPlace.integer(value)) }
    mutating func encode(_ value: UInt) throws { place.append(JSONPlace.integer(value)) }
    mutating func encode(_ value: UInt8) throws { place.append(JSONPlace.integer(value)) }
    mutating func encode(_ value: UInt16) throws { place.append(JSONPlace.integer(value)) }
    mutating func encode(_ value: UInt32) throws { place.append(JSONPlace.integer(value)) }
    mutating func encode(_ value: UInt64) throws { place.append(JSONPlace.integer(value)) }
    mutating func encode(_ value: Int128) throws { place.append(JSONPlace.integer(value)) }
    mutating func encode(_ value: UInt128) throws { place.append(JSONPlace.integer(value)) }

    mutating func encode<Value: Encodable>(_ value: Value) throws { place.append(try place.value(value, here)) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        JSONPlaceEncoder(place: inner()).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONPlaceEncoder(place: inner()).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { JSONPlaceEncoder(place: inner()) }

    private var here: JSONNode.Step { JSONNode.Step(intValue: count) }

    private func inner() -> JSONPlace {
        let inner = JSONPlace(in: place, here)
        place.append(.place(inner))
        return inner
    }
}
