// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The Region and the account that a LocalKMS stands for.
struct Scope: Sendable {
    let region: String
    let account: String

    func arn(of key: KeyID) -> String { arn("key/\(key)") }

    func arn(of alias: AliasName) -> String { arn(alias.description) }

    /// Whether an ARN is one of this Region and account.
    func contains(_ arn: KeyARN) -> Bool {
        arn.partition == "aws" && arn.region == region && arn.account == account
    }

    func arn(_ resource: String) -> String {
        KeyARN(region: region, account: account, resource: resource).description
    }

    /// What KMS tells of a key.
    func metadata(of key: KeyRecord) -> KeyMetadata {
        let algorithms = key.algorithms
        return KeyMetadata(
            keyID: key.id.description, arn: arn(of: key.id), awsAccountID: account, creationDate: key.creationDate,
            deletionDate: key.deletionDate, description: key.description, enabled: key.state == .enabled,
            keySpec: key.spec, keyState: key.state, keyUsage: key.usage, multiRegion: false, origin: "AWS_KMS",
            signingAlgorithms: algorithms.signing, macAlgorithms: algorithms.mac,
            encryptionAlgorithms: algorithms.encryption, keyAgreementAlgorithms: algorithms.keyAgreement,
            keyManager: "CUSTOMER", customerMasterKeySpec: key.spec, currentKeyMaterialID: key.materialID)
    }
}

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
