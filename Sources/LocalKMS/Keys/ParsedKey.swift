// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

/// Key material that was read and is ready for use: a key pair, or a secret.
enum ParsedKey: Sendable {
    case pair(any SigningKey)
    case secret(SecretKey)

    /// The material that it was read from.
    var material: KeyMaterial {
        get throws {
            switch self {
            case .pair(let key): try key.material
            case .secret(let key): key.material
            }
        }
    }
}
