// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What LocalKMS knows of one key spec. A new family of keys is one file beside this one, and one line in the table.
struct KeyFamily: Sendable {
    let spec: KeySpec
    /// What keys of this spec may be made for.
    let usages: [KeyUsage]
    /// The algorithms of a key whose usage is `SIGN_VERIFY`.
    let signingAlgorithms: [SigningAlgorithm]
    /// Makes a key. It may take seconds.
    let generate: @Sendable () throws -> any SigningKey
    /// Reads a key, and refuses one of another spec.
    let parse: @Sendable (PrivateKeyPEM) throws -> any SigningKey

    private static let table = Dictionary(
        (RSAKey.families + ECDSAKey.families).map { ($0.spec, $0) }, uniquingKeysWith: { first, _ in first })

    /// The family of a key spec; nil where LocalKMS makes no such keys.
    static func of(_ spec: KeySpec) -> KeyFamily? { table[spec] }
}

/// A stored private key is not what its record says.
struct UnexpectedKey: Error {}
