// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

public import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension LocalKMS {
    /// Returns whether the material of a key is rotated, and when the next time. (It never is: nothing here encrypts
    /// with it.) Key pairs and HMAC keys are never rotated, so the answer for them is no, as on AWS.
    ///
    /// See [GetKeyRotationStatus](https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `InvalidArnException`.
    public func getKeyRotationStatus(
        _ request: GetKeyRotationStatusRequest
    ) async throws -> GetKeyRotationStatusResponse {
        try await answer(.getKeyRotationStatus, key: request.keyID) { lookup in
            let key = try lookup.keyButNoAlias(request.keyID)
            // The keys of several Regions share it.
            guard !key.isPendingDeletion, let rotation = try lookup.primary(of: key).rotation else {
                return GetKeyRotationStatusResponse(keyRotationEnabled: false, keyID: key.arn)
            }
            return GetKeyRotationStatusResponse(
                keyRotationEnabled: true, keyID: key.arn, rotationPeriodInDays: rotation.periodInDays,
                nextRotationDate: rotation.next(after: lookup.now))
        }
    }

    /// Says that the material of a symmetric key is to be rotated, each 90 to 2560 days (365 unless given).
    ///
    /// See [EnableKeyRotation](https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html).
    /// - Throws: ``KMSError``: `UnsupportedOperationException` for a key pair, an HMAC key or a replica;
    ///   `ValidationException` for another number of days; `DisabledException`, `KMSInvalidStateException`,
    ///   `NotFoundException`, `InvalidArnException`.
    public func enableKeyRotation(_ request: EnableKeyRotationRequest) async throws {
        let days = request.rotationPeriodInDays ?? 365
        try await setRotation(of: request.keyID, .enableKeyRotation) { now throws(KMSError) in
            guard (90...2560).contains(days) else {
                throw .constraint("\(days)", at: "rotationPeriodInDays", "have value between 90 and 2560")
            }
            return KeyRecord.Rotation(start: now, periodInDays: days)
        }
    }

    /// Says that the material of a symmetric key is not to be rotated.
    ///
    /// See [DisableKeyRotation](https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html).
    /// - Throws: ``KMSError``: `UnsupportedOperationException` for a key pair, an HMAC key or a replica;
    ///   `DisabledException`, `KMSInvalidStateException`, `NotFoundException`, `InvalidArnException`.
    public func disableKeyRotation(_ request: DisableKeyRotationRequest) async throws {
        try await setRotation(of: request.keyID, .disableKeyRotation) { _ in nil }
    }

    /// Returns one page of the rotations of a key's material. There are none, so only the first material is ever listed,
    /// and only if all material is asked for.
    ///
    /// See [ListKeyRotations](https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyRotations.html).
    /// - Throws: ``KMSError``: `NotFoundException`, `InvalidArnException`, `InvalidMarkerException`;
    ///   `UnsupportedOperationException` if all material of a key pair or an HMAC key is asked for;
    ///   `ValidationException` for a limit that is not 1 to 1000.
    package func listKeyRotations(_ request: ListKeyRotationsRequest) async throws -> ListKeyRotationsResponse {
        try await answer(.listKeyRotations, key: request.keyID) { lookup in
            let includesAll = try Self.includesFirstMaterial(request.includeKeyMaterial)
            let key = try includesAll ? lookup.rotatableKey(request.keyID) : lookup.keyButNoAlias(request.keyID)
            let first = KeyRotationEntry(
                keyID: key.id.description, keyMaterialID: key.materialID, keyMaterialState: "CURRENT")
            let page = try Page(
                of: includesAll ? [first] : [], name: \.keyID, limit: request.limit, range: 1...1000,
                defaultLimit: 100, marker: request.marker, operation: .listKeyRotations)
            return ListKeyRotationsResponse(
                rotations: page.items, nextMarker: page.nextMarker, truncated: page.nextMarker != nil)
        }
    }

    private static func includesFirstMaterial(_ inclusion: String?) throws(KMSError) -> Bool {
        switch inclusion {
        case "ALL_KEY_MATERIAL": true
        case "ROTATIONS_ONLY", nil: false
        case let other?:
            throw .constraint(
                other, at: "includeKeyMaterial", "satisfy enum value set: [ALL_KEY_MATERIAL, ROTATIONS_ONLY]")
        }
    }

    private func setRotation(
        of reference: String, _ operation: KMSOperation,
        _ rotation: @escaping @Sendable (Date) throws(KMSError) -> KeyRecord.Rotation?
    ) async throws {
        try await change(operation, key: reference) { lookup in
            let rotation = try rotation(lookup.now)
            var key = try lookup.rotatableKey(reference)
            guard key.multiRegionKeyType != .replica else {
                throw KMSError.unsupported("\(key.arn) is a replica: its primary key says when it is rotated.")
            }
            try lookup.checkUsable(key)
            key.rotation = rotation
            try lookup.records.save(key)
        }
    }
}

extension Lookup {
    fileprivate func rotatableKey(_ reference: String) throws -> KeyRecord {
        let key = try keyButNoAlias(reference)
        guard key.spec == .symmetricDefault else {
            throw KMSError.unsupported("\(key.arn) is not a symmetric encryption key: only those are rotated.")
        }
        return key
    }
}

extension KeyRecord.Rotation {
    /// The next date of a rotation.
    func next(after now: Date) -> Date {
        let period = Double(periodInDays) * 86_400
        let periods = (now.timeIntervalSince(start) / period).rounded(.down) + 1
        return start.addingTimeInterval(max(periods, 1) * period)
    }
}
