// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// A value of a metadata document, written as a literal: `"text"`, `true`, `3600`, `["a", "b"]` or `["name": "value"]`.
public enum MetadataValue: Sendable, Hashable {
    /// A text, such as a URL.
    case string(String)
    /// true or false.
    case boolean(Bool)
    /// A whole number.
    case integer(Int64)
    /// A list.
    case array([MetadataValue])
    /// An object; it is written in the order of its names.
    case object([String: MetadataValue])

    /// RFC 8414 section 3.2 and OpenID Connect Discovery 1.0 section 4.2: a list of nothing is left out.
    var isEmptyList: Bool { self == .array([]) }

    var json: JSONPlace.Value {
        switch self {
        case .string(let text): .string(text)
        case .boolean(let flag): .text(flag ? "true" : "false")
        case .integer(let number): .integer(number)
        case .array(let values): .place(JSONPlace(array: values.map(\.json)))
        case .object(let members): .place(Self.place(members))
        }
    }

    /// An object, in the order of its names.
    static func place(_ members: [String: MetadataValue]) -> JSONPlace {
        let place = JSONPlace()
        place.becomeObject()
        let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        for (name, value) in sorted { place.set(name, value.json) }
        return place
    }
}

extension MetadataValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    /// A text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// true or false.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
}

extension MetadataValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    /// A list.
    public init(arrayLiteral elements: MetadataValue...) { self = .array(elements) }
    /// An object. Of a name that stands twice, the later value is taken.
    public init(dictionaryLiteral elements: (String, MetadataValue)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { _, later in later }))
    }
}
