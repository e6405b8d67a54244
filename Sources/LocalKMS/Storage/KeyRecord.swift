// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// All that is kept of a key. It holds no Region and no account: those are the KMS's that looks at it.
struct KeyRecord: Codable, Sendable {
    let id: KeyID
    let spec: KeySpec
    let usage: KeyUsage
    var state: KeyState
    let creationDate: Date
    var deletionDate: Date?
    let description: String
    var tags: [Tag]
    let material: KeyMaterial

    /// Whether the time is over that the key had been given.
    func isOver(at now: Date) -> Bool { deletionDate.map { $0 <= now } ?? false }

    enum CodingKeys: String, CodingKey {
        case id = "KeyId"
        case spec = "KeySpec"
        case usage = "KeyUsage"
        case state = "KeyState"
        case creationDate = "CreationDate"
        case deletionDate = "DeletionDate"
        case description = "Description"
        case tags = "Tags"
        case material = "PrivateKey"
    }
}
