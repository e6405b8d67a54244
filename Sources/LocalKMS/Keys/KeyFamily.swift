// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What LocalKMS knows of one key spec. A new family of keys is one file beside this one, and one line in the table.
struct KeyFamily: Sendable {
    let spec: KeySpec
    /// What keys of this spec may be made for, and the algorithms that they then serve.
    let algorithms: [KeyUsage: KeyAlgorithms]
    /// Makes a key. It may take seconds.
    let generate: @Sendable () throws -> ParsedKey
    /// Reads a key, and refuses one of another spec.
    let parse: @Sendable (KeyMaterial) throws -> ParsedKey

    private static let table = Dictionary(all.map { ($0.spec, $0) }, uniquingKeysWith: { first, _ in first })

    private static var all: [KeyFamily] {
        let everywhere = RSAKey.families + ECDSAKey.families + Ed25519Key.families + SecretKey.families
        guard #available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, macCatalyst 26, *) else {
            return everywhere
        }
        return everywhere + MLDSAKeys.families
    }

    /// The family of a key spec; nil where LocalKMS makes no such keys.
    static func of(_ spec: KeySpec) -> KeyFamily? { table[spec] }

    /// Whether making one takes a second or more.
    var takesLong: Bool { [.rsa2048, .rsa3072, .rsa4096].contains(spec) }

    /// Whether its keys have no public half.
    var isSymmetric: Bool { algorithms.keys.contains(.generateVerifyMAC) || spec == .symmetricDefault }
}

/// Stored key material is not what its record says.
struct UnexpectedKey: Error {}
