// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// What a reference stands for at one time: a key ARN, its name in tokens and its public key. The three change
/// together or not at all.
struct KeyBinding: Sendable {
    /// Tells this binding from the others of its collection.
    let generation: UInt64
    /// What is signed by. A bare key id where the KMS (an emulator) has told nothing better yet.
    var arn: String
    let kid: KeyIdentifier?
    /// nil where it was not fetched yet, or was cleared.
    var verifier: LocalVerifier?
    /// The name of the public key that was seen first: KMS never changes the key behind an ARN.
    var thumbprint: String?
}
