// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// The shared config and credentials files, read and merged.
///
/// See [Shared config and credentials files](https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html).
package struct SharedConfig: Sendable, Equatable {
    /// The name of the profile that is used, and where it was named; `default` where it was not.
    var selected: Found<String> = Found("default", from: .other("the default profile"))
    /// The profiles of both files, by name.
    var profiles: [String: ConfigSection] = [:]
    /// The `[sso-session NAME]` sections, by name.
    var ssoSessions: [String: ConfigSection] = [:]
    /// The `[services NAME]` sections, by name.
    var services: [String: ConfigSection] = [:]

    /// The profile that is used; nil where there is none of this name.
    var profile: ConfigSection? { profiles[selected.value] }
}

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
}

/// A property of a section.
struct ConfigProperty: Sendable, Equatable {
    var value: String
    var origin: Origin
    /// The properties that are indented below it, by their names in small letters.
    var nested: [String: Found<String>] = [:]
}
