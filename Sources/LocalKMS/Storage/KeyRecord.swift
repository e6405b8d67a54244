// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// All that is kept of a key.
struct KeyRecord: Codable, Sendable {
    let id: KeyID
    let region: String
    let account: String
    let spec: KeySpec
    let usage: KeyUsage
    var state: KeyState
    let creationDate: Date
    /// When a replica that is being created can be used.
    var readyDate: Date?
    var deletionDate: Date?
    var description: String
    var tags: [Tag]
    /// The key policy that was given; nil for the one that KMS makes.
    var policy: String?
    /// Who may use the key beside those of the policy; nil for nobody.
    var grants: [GrantListEntry]?
    /// Automatic rotation, where it is on.
    var rotation: Rotation?
    /// nil for a key of one Region.
    let multiRegionKeyType: MultiRegionKeyType?
    /// How many days a primary key stays once its last replica is gone, in the state `PendingReplicaDeletion`.
    var pendingWindowInDays: Int?
    let material: KeyMaterial
    /// The path of the file that it was read from, for errors.
    var path: String?

    /// What a key of a multi-Region key is.
    enum MultiRegionKeyType: String, Codable {
        case primary = "PRIMARY"
        case replica = "REPLICA"
    }

    /// Since when, and after how many days each time.
    struct Rotation: Codable {
        let start: Date
        let periodInDays: Int

        enum CodingKeys: String, CodingKey {
            case start = "Start"
            case periodInDays = "RotationPeriodInDays"
        }
    }

    var scope: Scope { Scope(region: region, account: account) }

    var place: KeyPlace { KeyPlace(scope: scope, id: id) }

    var arn: String { place.arn }

    /// Whether the time is over that the key had been given.
    func isOver(at now: Date) -> Bool { deletionDate.map { $0 <= now } ?? false }

    /// Whether the key is to be deleted, at once or once its replicas are.
    var isPendingDeletion: Bool { state.isPendingDeletion }

    enum CodingKeys: String, CodingKey {
        case id = "KeyId"
        case region = "Region"
        case account = "AWSAccountId"
        case spec = "KeySpec"
        case usage = "KeyUsage"
        case state = "KeyState"
        case creationDate = "CreationDate"
        case readyDate = "ReadyDate"
        case deletionDate = "DeletionDate"
        case description = "Description"
        case tags = "Tags"
        case policy = "Policy"
        case grants = "Grants"
        case rotation = "Rotation"
        case multiRegionKeyType = "MultiRegionKeyType"
        case pendingWindowInDays = "PendingWindowInDays"
        case material = "KeyMaterial"
    }
}
