// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

/// The algorithms of a key that was made for one usage. Only one list is not empty.
struct KeyAlgorithms: Sendable {
    var signing: [SigningAlgorithm]?
    var mac: [MACAlgorithm]?
    var encryption: [EncryptionAlgorithm]?
    var keyAgreement: [KeyAgreementAlgorithm]?
}
