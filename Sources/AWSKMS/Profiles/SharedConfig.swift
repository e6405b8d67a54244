// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// The shared config and credentials files, read and merged.
///
/// See [Shared config and credentials files](https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html).
package struct SharedConfig: Sendable, Equatable {
    /// The name of the profile that is used, and where it was named; `default` where it was not.
    var selected: Found<String> = Found("default", from: Self.unnamed)
    /// The profiles of both files, by name.
    var profiles: [String: ConfigSection] = [:]
    /// The `[sso-session NAME]` sections, by name.
    var ssoSessions: [String: ConfigSection] = [:]
    /// The `[services NAME]` sections, by name.
    var services: [String: ConfigSection] = [:]
    /// The headings that mean nothing, such as `foo` for `profile foo`: most are slips, so errors tell of them.
    var ignored: [IgnoredHeading] = []
    /// The files that were looked for, in the user's words.
    var places: [String] = []

    /// Where the name of the profile comes from that nobody named.
    static let unnamed = Origin.other("the default profile")

    /// The profile that is used; nil where there is none of this name. For what can be left unset: whoever needs
    /// something of it asks ``selectedProfile()``.
    var profile: ConfigSection? { profiles[selected.value] }

    /// The profile that is used; nil where nobody named one and there is no `default`.
    ///
    /// It is asked by those who did not find what they need elsewhere. So a name that is wrong stops nobody whose Region
    /// and credentials are in the environment or in code, and is told to everybody else.
    ///
    /// - Throws: `KMSError` of kind `configuration` where code or `AWS_PROFILE` names one that is in neither file.
    func selectedProfile() throws(KMSError) -> ConfigSection? {
        if let profile { return profile }
        guard selected.origin != Self.unnamed else { return nil }
        throw KMSError(.configuration, message: missingProfile)
    }

    private var missingProfile: String {
        let name = Excerpt.of(selected.value, maximumBytes: 64)
        let looked = places.isEmpty ? "" : " (looked in: \(places.joined(separator: ", ")))"
        return "there is no profile \"\(name)\", which \(selected.origin) names\(looked); \(Self.list(profiles.keys))"
            + (slip.map { ". \($0)" } ?? "")
    }

    /// What to write instead of the heading that was probably meant; nil if the profile is there, or nothing is like it.
    var slip: String? {
        guard profile == nil else { return nil }
        return ignored.first { $0.means(selected.value) }?.advice(for: selected.value)
    }

    private static func list(_ names: some Collection<String>) -> String {
        guard !names.isEmpty else { return "there are no profiles" }
        let shown = names.sorted().prefix(20).map { Excerpt.of($0, maximumBytes: 64) }.joined(separator: ", ")
        return "there are: \(shown)" + (names.count > 20 ? " and \(names.count - 20) more" : "")
    }
}
