// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// One of the two files that profiles are in: where it is.
///
/// See [Location of the shared files](https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html).
struct ConfigFile: Sendable, Equatable {
    /// Headings are written in another way in each.
    enum Kind: Sendable {
        case config
        case credentials
    }

    let kind: Kind
    /// Where it is; nil where that depends on `HOME`, which is not set.
    let path: String?
    /// What the user calls it.
    let name: String

    /// `AWS_CONFIG_FILE`, else `~/.aws/config`.
    static func config(_ environment: Environment) -> ConfigFile {
        ConfigFile(.config, environment["AWS_CONFIG_FILE"] ?? "~/.aws/config", environment["HOME"])
    }

    /// `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`.
    static func credentials(_ environment: Environment) -> ConfigFile {
        ConfigFile(
            .credentials, environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "~/.aws/credentials", environment["HOME"])
    }

    private init(_ kind: Kind, _ name: String, _ home: String?) {
        self.kind = kind
        self.name = name
        guard name.hasPrefix("~/") else {
            path = name
            return
        }
        path = home.map { ($0.hasSuffix("/") ? String($0.dropLast()) : $0) + name.dropFirst() }
    }
}
