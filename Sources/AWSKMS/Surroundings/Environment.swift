// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The environment variables, where a blank one counts as unset. Given, so that tests choose them.
package struct Environment: Sendable {
    private let variables: [String: String]

    package init(_ variables: [String: String]) { self.variables = variables }

    /// The variables of this process.
    package static var process: Environment { Environment(ProcessInfo.processInfo.environment) }

    package subscript(name: String) -> String? {
        guard let value = variables[name], value.utf8.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { return nil }
        return value
    }
}

// Among the variables are secrets.
extension Environment: CustomStringConvertible, CustomReflectable {
    package var description: String { "Environment(\(variables.count) variables)" }
    package var customMirror: Mirror { Mirror(self, children: ["count": variables.count]) }
}
