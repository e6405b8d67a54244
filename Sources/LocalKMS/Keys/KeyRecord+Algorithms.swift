// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension KeyRecord {
    /// The algorithms that the key serves.
    var algorithms: KeyAlgorithms { KeyFamily.of(spec)?.algorithms[usage] ?? KeyAlgorithms() }

    /// The id of the key material, which AWS tells of keys whose material can be rotated: 64 hexadecimal digits. It
    /// comes from the id of the key, so it says nothing of the material, and is the same in each Region.
    var materialID: String? {
        guard spec == .symmetricDefault else { return nil }
        return SHA256.hash(data: Data(id.description.utf8)).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}
