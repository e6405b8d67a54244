// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Where a setting was found: for errors, and for people who ask why.
package struct Origin: Sendable, Equatable, CustomStringConvertible {
    package let description: String

    /// Given in code.
    package static let code = Origin(description: "code")
    /// An environment variable.
    package static func variable(_ name: String) -> Origin { Origin(description: name) }
    /// A line of a file, counted from 1.
    package static func line(_ line: Int, of file: String) -> Origin { Origin(description: "\(file), line \(line)") }
    /// Something else, in its own words.
    package static func other(_ description: String) -> Origin { Origin(description: description) }
}

/// A setting and where it was found.
package struct Found<Value: Sendable>: Sendable {
    package var value: Value
    package var origin: Origin

    package init(_ value: Value, from origin: Origin) {
        self.value = value
        self.origin = origin
    }
}

extension Found: Equatable where Value: Equatable {}
