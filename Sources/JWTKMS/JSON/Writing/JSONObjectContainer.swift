// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The container of an object's members.
struct JSONObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let place: JSONPlace

    var codingPath: [any CodingKey] { place.path }

    mutating func encodeNil(forKey key: Key) throws { place.set(key.stringValue, .text("null")) }
    mutating func encode(_ value: Bool, forKey key: Key) throws {
        place.set(key.stringValue, .text(value ? "true" : "false"))
    }
    mutating func encode(_ value: String, forKey key: Key) throws { place.set(key.stringValue, .string(value)) }
    mutating func encode(_ value: Double, forKey key: Key) throws {
        place.set(key.stringValue, try place.number(value, key))
    }
    mutating func encode(_ value: Float, forKey key: Key) throws {
        place.set(key.stringValue, try place.number(value, key))
    }
    mutating func encode(_ value: Int, forKey key: Key) throws { place.set(key.stringValue, JSONPlace.integer(value)) }
    mutating func encode(_ value: Int8, forKey key: Key) throws { place.set(key.stringValue, JSONPlace.integer(value)) }
    mutating func encode(_ value: Int16, forKey key: Key) throws {
        place.set(key.stringValue, JSONPlace.integer(value))
    }
    mutating func encode(_ value: Int32, forKey key: Key) throws {
        place.set(key.stringValue, JSONPlace.integer(value))
    }
    mutating func encode(_ value: Int64, forKey key: Key) throws {
        place.set(key.stringValue, JSONPlace.integer(value))
    }
    mutating func encode(_ value: UInt, forKey key: Key) throws { place.set(key.stringValue, JSONPlace.integer(value)) }
    mutating func encode(_ value: UInt8, forKey key: Key) throws {
        place.set(key.stringValue, JSONPlace.integer(value))
    }
    mutating func encode(_ value: UInt16, forKey key: Key) throws {
        place.set(key.stringValue, JSONPlace.integer(value))
    }
    mutating func encode(_ value: UInt32, forKey key: Key) throws {
        place.set(key.stringValue, JSONPlace.integer(value))
    }
    mutating func encode(_ value: UInt64, forKey key: Key) throws {
        place.set(key.stringValue, JSONPlace.integer(value))
    }
    mutating func encode(_ value: Int128, forKey key: Key) throws {
        place.set(key.stringValue, JSONPlace.integer(value))
    }
    mutating func encode(_ value: UInt128, forKey key: Key) throws {
        place.set(key.stringValue, JSONPlace.integer(value))
    }

    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        place.set(key.stringValue, try place.value(value, key))
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        JSONPlaceEncoder(place: inner(key)).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        JSONPlaceEncoder(place: inner(key)).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { JSONPlaceEncoder(place: inner(JSONNode.Step(stringValue: "super"))) }
    mutating func superEncoder(forKey key: Key) -> any Encoder { JSONPlaceEncoder(place: inner(key)) }

    /// The place at this key, which may have been asked for before.
    private func inner(_ key: some CodingKey) -> JSONPlace {
        if case .place(let inner)? = place.object[key.stringValue] { return inner }
        let inner = JSONPlace(in: place, key)
        place.set(key.stringValue, .place(inner))
        return inner
    }
}
