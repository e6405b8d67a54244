// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

// Keys of several Regions: https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
extension Lookup {
    /// The other keys that are one multi-Region key with this one, in the order of their Regions.
    func relatives(of place: KeyPlace) throws -> [KeyPlace] {
        guard place.id.isMultiRegion else { return [] }
        return try records.places().filter { other in
            other.id == place.id && other.scope.account == place.scope.account && other != place
        }
    }

    /// The primary key of a multi-Region key, which may be the key itself.
    func primary(of key: KeyRecord) throws -> KeyRecord {
        guard key.multiRegionKeyType == .replica else { return key }
        for place in try relatives(of: key.place) {
            if let other = try? living(place), other.multiRegionKeyType == .primary { return other }
        }
        return key
    }

    /// What KMS tells of a key.
    func metadata(of key: KeyRecord) throws -> KeyMetadata {
        let algorithms = key.algorithms
        return KeyMetadata(
            keyID: key.id.description, arn: key.arn, awsAccountID: key.account, creationDate: key.creationDate,
            deletionDate: key.deletionDate, description: key.description, enabled: key.state == .enabled,
            keySpec: key.spec, keyState: key.state, keyUsage: key.usage, multiRegion: key.multiRegionKeyType != nil,
            origin: "AWS_KMS", signingAlgorithms: algorithms.signing, macAlgorithms: algorithms.mac,
            encryptionAlgorithms: algorithms.encryption, keyAgreementAlgorithms: algorithms.keyAgreement,
            keyManager: "CUSTOMER", customerMasterKeySpec: key.spec,
            multiRegionConfiguration: try configuration(of: key),
            pendingDeletionWindowInDays: key.pendingWindowInDays,
            currentKeyMaterialID: key.state == .creating ? nil : key.materialID)
    }

    private func configuration(of key: KeyRecord) throws -> MultiRegionConfiguration? {
        guard let type = key.multiRegionKeyType else { return nil }
        let primary = try primary(of: key).place
        let family = try ([key.place] + relatives(of: key.place)).filter(isThere).sorted()
        return MultiRegionConfiguration(
            multiRegionKeyType: type.rawValue, primaryKey: entry(primary),
            replicaKeys: family.filter { $0 != primary }.map(entry))
    }

    private func entry(_ place: KeyPlace) -> MultiRegionKey {
        MultiRegionKey(arn: place.arn, region: place.scope.region)
    }
}
