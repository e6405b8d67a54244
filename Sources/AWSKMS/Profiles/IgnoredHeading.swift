// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// A heading that means nothing in its file, and what to write instead: most are slips.
struct IgnoredHeading: Sendable, Equatable {
    /// What stands between the brackets.
    let text: String
    let origin: Origin
    let file: ConfigFile.Kind

    /// The profile that was probably meant.
    private var name: String {
        let prefix = "profile "
        let name = text.lowercased().hasPrefix(prefix) ? text.dropFirst(prefix.count) : text[...]
        return String(name.drop { $0 == " " || $0 == "\t" })
    }

    /// Whether a profile of this name was probably meant.
    func means(_ profile: String) -> Bool { name.lowercased() == profile.lowercased() }

    /// What is wrong, and what to write instead.
    ///
    /// - Parameter profile: the name of the profile that was meant.
    func advice(for profile: String) -> String {
        let shown = Excerpt.of(text, maximumBytes: 64)
        return "\(origin) is [\(shown)], which is ignored: write \(correct(Excerpt.of(profile, maximumBytes: 64)))"
    }

    private func correct(_ profile: String) -> String {
        guard profile != "default" else { return "[default]" }
        switch (file, SectionHeading.isName(profile.utf8)) {
        case (.config, true): return "[profile \(profile)]"
        case (.config, false): return "[profile \"\(profile)\"]"
        case (.credentials, true): return "[\(profile)]"
        case (.credentials, false): return "a name without spaces, or put the profile into the config file"
        }
    }
}
