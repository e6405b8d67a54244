// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

import KMSAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A rotation's keys as they are in KMS.
struct RotationKeys: Sendable {
    let client: any KMSKeyDirectory & KMSAdministration
    let aliases: RotationAliases

    /// What the aliases name now.
    ///
    /// - Throws: `KMSError`; of kind `notFound` where there is no key that signs.
    func state() async throws -> RotationState {
        guard let current = try await key(aliases.current) else {
            throw KMSError(
                .notFound, message: "there is no \(aliases.current); make a key and the alias first",
                operation: .describeKey, keyReference: aliases.current)
        }
        var previous: [RotationState.Key?] = []
        for index in 0..<RotationAliases.mostPrevious {
            guard let key = try await key(aliases.previous(index)) else { break }
            previous.append(key)
        }
        return RotationState(
            current: current, next: try await key(aliases.next), previous: previous,
            revoked: try await key(aliases.revoked))
    }

    /// Keys that were made for this rotation and never signed, and that no alias names: those that runs left which were
    /// broken off. Every key of the account is looked at, so this is asked only before one is made.
    func unpublished(besides named: Set<String>) async throws -> [RotationState.Key] {
        var (found, marker) = ([RotationState.Key](), String?.none)
        repeat {
            let page = try await client.listKeys(ListKeysRequest(limit: 1000, marker: marker))
            for entry in page.keys where !named.contains(entry.keyID) {
                if let key = try await leftover(entry.keyID) { found.append(key) }
            }
            marker = page.truncated == true ? page.nextMarker : nil
        } while marker != nil
        return found
    }

    private func leftover(_ keyID: String) async throws -> RotationState.Key? {
        let tags: [Tag]
        do {
            tags = try await self.tags(keyID)
        } catch let error as KMSError where [.accessDenied, .notFound, .kmsInvalidState].contains(error.kind) {
            // Somebody else's, or gone since.
            return nil
        }
        guard tags.contains(where: { $0.tagKey == RotationTags.rotation && $0.tagValue == aliases.current }) else {
            return nil
        }
        let key = try await describe(keyID, tags)
        let isOver = [.pendingDeletion, .pendingReplicaDeletion].contains(key.keyState)
        return isOver || key.marks.promoted != nil || key.marks.demoted != nil ? nil : key
    }

    private func key(_ alias: String) async throws -> RotationState.Key? {
        let keyID: String
        do {
            keyID = try await client.describeKey(DescribeKeyRequest(keyID: alias)).keyMetadata.keyID
        } catch let error as KMSError where error.kind == .notFound {
            return nil
        }
        return try await describe(keyID, tags(keyID))
    }

    private func describe(_ keyID: String, _ tags: [Tag]) async throws -> RotationState.Key {
        let key = try await client.describeKey(DescribeKeyRequest(keyID: keyID)).keyMetadata
        guard let spec = key.keySpec, let usage = key.keyUsage, let state = key.keyState, let date = key.creationDate
        else {
            throw KMSError(
                .malformedResponse, message: "KMS answered without KeySpec, KeyUsage, KeyState or CreationDate",
                operation: .describeKey, keyReference: keyID)
        }
        return RotationState.Key(
            keyID: key.keyID, keySpec: spec, keyUsage: usage, keyState: state, creationDate: date,
            marks: RotationTags.marks(tags))
    }

    private func tags(_ keyID: String) async throws -> [Tag] {
        var (tags, marker) = ([Tag](), String?.none)
        repeat {
            let page = try await client.listResourceTags(ListResourceTagsRequest(keyID: keyID, marker: marker))
            tags += page.tags
            marker = page.truncated == true ? page.nextMarker : nil
        } while marker != nil
        return tags
    }
}
