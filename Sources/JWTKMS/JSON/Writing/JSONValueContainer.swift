// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The container of one value.
struct JSONValueContainer: SingleValueEncodingContainer {
    let place: JSONPlace

    var codingPath: [any CodingKey] { place.path }

    mutating func encodeNil() throws { place.content = .value(.text("null")) }
    mutating func encode(_ value: Bool) throws { place.content = .value(.text(value ? "true" : "false")) }
    mutating func encode(_ value: String) throws { place.content = .value(.string(value)) }
    mutating func encode(_ value: Double) throws { place.content = .value(try place.number(value, nil)) }
    mutating func encode(_ value: Float) throws { place.content = .value(try place.number(value, nil)) }
    mutating func encode(_ value: Int) throws { place.content = .value(JSONPlace.integer(value)) }
    mutating func encode(_ value: Int8) throws { place.content = .value(JSONPlace.integer(value)) }
    mutating func encode(_ value: Int16) throws { place.content = .value(JSONPlace.integer(value)) }
    mutating func encode(_ value: Int32) throws { place.content = .value(JSONPlace.integer(value)) }
    mutating func encode(_ value: Int64) throws { place.content = .value(JSONPlace.integer(value)) }
    mutating func encode(_ value: UInt) throws { place.content = .value(JSONPlace.integer(value)) }
    mutating func encode(_ value: UInt8) throws { place.content = .value(JSONPlace.integer(value)) }
    mutating func encode(_ value: UInt16) throws { place.content = .value(JSONPlace.integer(value)) }
    mutating func encode(_ value: UInt32) throws { place.content = .value(JSONPlace.integer(value)) }
    mutating func encode(_ value: UInt64) throws { place.content = .value(JSONPlace.integer(value)) }
    mutating func encode(_ value: Int128) throws { place.content = .value(JSONPlace.integer(value)) }
    mutating func encode(_ value: UInt128) throws { place.content = .value(JSONPlace.integer(value)) }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
        place.content = .value(try place.value(value, nil))
    }
}
