// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// A setting that may be left unset, by its names: it is looked for in code, then in an environment variable, then in
/// the profile.
struct Setting: Sendable {
    let variable: String
    let property: String

    init(_ variable: String, _ property: String) {
        self.variable = variable
        self.property = property
    }

    /// What it is set to; nil where it is not, or the profile is not there.
    func find(_ environment: Environment, _ config: SharedConfig) -> Found<String>? {
        environment[variable].map { Found($0, from: .variable(variable)) } ?? config.profile?.found(property)
    }

    /// The same for a setting that is `true` or `false`, in whatever case.
    ///
    /// - Throws: `KMSError` of kind `configuration` for another value: that a misspelled `true` means false would be
    ///   noticed by nobody.
    func flag(
        given: Bool?, _ environment: Environment, _ config: SharedConfig
    ) throws(KMSError) -> Found<Bool>? {
        if let given { return Found(given, from: .code) }
        guard let found = find(environment, config) else { return nil }
        switch found.value.lowercased() {
        case "true": return Found(true, from: found.origin)
        case "false": return Found(false, from: found.origin)
        default: throw refusal(found, "true or false")
        }
    }

    /// What to throw for a value that it can't have.
    func refusal(_ found: Found<String>, _ expectation: String) -> KMSError {
        KMSError(
            .configuration,
            message: "\(property) is \"\(Excerpt.of(found.value, maximumBytes: 64))\" (\(found.origin)); "
                + "expected \(expectation)")
    }
}
