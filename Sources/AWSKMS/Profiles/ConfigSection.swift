// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// A section of a file: its properties by name.
struct ConfigSection: Sendable, Equatable {
    var name: String
    /// Where the section begins.
    var origin: Origin
    /// By their names in small letters.
    var properties: [String: ConfigProperty] = [:]

    /// The value of a property, whatever the case of its name; nil where it is missing or blank.
    subscript(name: String) -> String? { found(name)?.value }

    /// The same, with its origin.
    func found(_ name: String) -> Found<String>? {
        guard let property = properties[name.lowercased()], !property.value.isEmpty else { return nil }
        return Found(property.value, from: property.origin)
    }

    /// A property within a property, as `endpoint_url` within `kms` of a services section.
    func found(_ name: String, in property: String) -> Found<String>? {
        guard let nested = properties[property.lowercased()]?.nested[name.lowercased()], !nested.value.isEmpty
        else { return nil }
        return nested
    }

    /// Takes what another section of the same name says: where both name a property, the later wins.
    ///
    /// Keys belong together: where the later has any of them, the earlier's are none.
    mutating func merge(_ later: ConfigSection) {
        if Self.keys.contains(where: { later.properties[$0] != nil }) {
            for name in Self.keys { properties[name] = nil }
        }
        properties.merge(later.properties) { $1 }
    }

    private static let keys = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_account_id"]
}

/// A property of a section.
struct ConfigProperty: Sendable, Equatable {
    var value: String
    var origin: Origin
    /// The properties that are indented below it, by their names in small letters.
    var nested: [String: Found<String>] = [:]
}

// Among the values are secrets.
extension ConfigProperty: CustomStringConvertible, CustomReflectable {
    var description: String { "ConfigProperty(\(origin))" }
    var customMirror: Mirror { Mirror(self, children: ["origin": origin]) }
}
