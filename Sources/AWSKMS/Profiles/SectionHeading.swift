// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// What a section is, as its heading says: between its brackets.
///
/// In the config file profiles are `[profile NAME]` and `[default]`, in the credentials file `[NAME]`. In the config file a
/// name with spaces stands in quotes, as the AWS CLI writes it.
struct SectionHeading: Sendable, Equatable {
    enum Kind: String, Sendable {
        case profile
        case ssoSession = "sso-session"
        case services
    }

    let kind: Kind
    let name: String
    /// Whether `profile` was written: `[profile default]` hides `[default]`.
    let isPrefixed: Bool

    /// - Returns: nil where it means nothing: such sections are ignored.
    init?(_ heading: String, in file: ConfigFile.Kind) {
        if file == .config, let quoted = Self(quoted: heading) {
            self = quoted
            return
        }
        let words = heading.split { $0 == " " || $0 == "\t" }
        switch (file, words.count) {
        case (.config, 1):
            guard heading == "default" else { return nil }
            kind = .profile
        case (.config, 2):
            guard let kind = Kind(rawValue: String(words[0])) else { return nil }
            self.kind = kind
        case (.credentials, 1):
            kind = .profile
        default: return nil
        }
        guard let name = words.last, Self.isName(name.utf8) else { return nil }
        self.name = String(name)
        isPrefixed = words.count == 2
    }

    /// `profile "my team"`, of the config file.
    private init?(quoted heading: String) {
        let words = heading.split(maxSplits: 1) { $0 == " " || $0 == "\t" }
        guard words.count == 2, let kind = Kind(rawValue: String(words[0])) else { return nil }
        let text = words[1].drop { $0 == " " || $0 == "\t" }
        guard let quote = text.first, quote == "\"" || quote == "'", text.count > 2, text.last == quote else {
            return nil
        }
        let name = text.dropFirst().dropLast()
        guard !name.contains(quote) else { return nil }
        self.kind = kind
        self.name = String(name)
        isPrefixed = true
    }

    /// Whether these can be the name of a section or of a property. Others are ignored, as the SDKs do.
    static func isName(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty
            && bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-/.%@_:+".utf8.contains(byte)
                }
            }
    }
}
