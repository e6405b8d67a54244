// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// What tells the keys of a rotation in KMS: their tag and their aliases.
package enum RotationNames {
    /// The tag of each key. Its value is the alias that signs.
    package static let tagKey = "jwt-kms:rotation"

    /// The alias of the key that signs next.
    package static func next(_ alias: String) -> String { alias + "-next" }

    /// The alias of the key that signed last.
    package static func previous(_ alias: String) -> String { alias + "-previous" }
}
