// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
public import KMSAPI

/// A KMS that a contract is run on, and how it differs from AWS.
///
/// The cases make what they need, under names of their own, so they may run at the same time and on a KMS that is
/// not empty.
public final class KMSUnderTest: Sendable {
    let client: any KMSClient
    let macs: any KMSMACClient
    let directory: any KMSKeyDirectory
    let administration: any KMSAdministration
    let leniencies: Set<Leniency>
    private let sharedKeys: SharedKeys

    /// A KMS with these clients, which all talk to the same keys.
    public init(
        client: any KMSClient, macs: any KMSMACClient, directory: any KMSKeyDirectory,
        administration: any KMSAdministration,
        leniencies: Set<Leniency> = .none
    ) {
        self.client = client
        self.macs = macs
        self.directory = directory
        self.administration = administration
        self.leniencies = leniencies
        sharedKeys = SharedKeys(administration: administration)
    }

    /// A KMS whose client can do all.
    public convenience init(
        _ kms: some KMSClient & KMSMACClient & KMSKeyDirectory & KMSAdministration, leniencies: Set<Leniency> = .none
    ) {
        self.init(client: kms, macs: kms, directory: kms, administration: kms, leniencies: leniencies)
    }

    func has(_ leniency: Leniency) -> Bool { leniencies.contains(leniency) }

    /// A key that several cases use and none changes, because RSA keys take long to make.
    func sharedKey(_ spec: KeySpec, usage: KeyUsage = .signVerify) async throws -> KeyMetadata {
        try await sharedKeys.key(spec, usage)
    }

    /// A key of the case's own.
    func newKey(
        _ spec: KeySpec = .eccNISTP256, description: String? = nil, tags: [Tag]? = nil
    ) async throws -> KeyMetadata {
        try await administration.createKey(.init(keySpec: spec, description: description, tags: tags)).keyMetadata
    }

    /// A key that is to be deleted.
    func newKeyPendingDeletion() async throws -> KeyMetadata {
        let key = try await newKey()
        _ = try await administration.scheduleKeyDeletion(.init(keyID: key.keyID))
        return key
    }

    /// The name of an alias that nobody else has.
    func newAliasName() -> String { "alias/contract-\(UUID().uuidString.lowercased())" }

    /// An alias of a key.
    func newAlias(for key: KeyMetadata) async throws -> String {
        let name = newAliasName()
        try await administration.createAlias(.init(aliasName: name, targetKeyID: key.keyID))
        return name
    }

    /// The ARN that an alias has beside this key.
    func aliasARN(_ name: String, beside key: KeyMetadata) -> String {
        key.arn.replacingOccurrences(of: "key/\(key.keyID)", with: name)
    }

    /// Checks the KeyId of an answer of GetPublicKey, GenerateMac, ScheduleKeyDeletion or CancelKeyDeletion.
    func expectARN(_ keyID: String, of key: KeyMetadata, _ operation: KMSOperation) throws {
        try expectEqual(keyID, has(.answersBareKeyIDs) ? key.keyID : key.arn, "KeyId of \(operation)")
    }
}

private actor SharedKeys {
    private struct Kind: Hashable {
        let spec: KeySpec
        let usage: KeyUsage
    }

    private let administration: any KMSAdministration
    private var keys: [Kind: Task<KeyMetadata, any Error>] = [:]

    init(administration: any KMSAdministration) { self.administration = administration }

    func key(_ spec: KeySpec, _ usage: KeyUsage) async throws -> KeyMetadata {
        let kind = Kind(spec: spec, usage: usage)
        let administration = administration
        let key =
            keys[kind] ?? Task { try await administration.createKey(.init(keySpec: spec, keyUsage: usage)).keyMetadata }
        keys[kind] = key
        return try await key.value
    }
}
